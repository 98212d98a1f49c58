import { hasBrowser } from "@handsfree/testkit/browser";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openConsole, type OpenConsole, type Person } from "./fixture/open-console.ts";

const policies = `# Of the platform team.
version: 1
policies:
  - name: no force pushes
    match: { types: [git.push] }
    deny: force pushes are not allowed
  # Reviewed in May.
  - name: releases
    match: { types: ["release.*"], repositories: ["acme/*"] }
    ask: { group: release, approvals: 2, expires_in: 4h, edit: true }
`;

describe.skipIf(!hasBrowser)("policies", () => {
  let opened: OpenConsole;
  let ada: Person;
  beforeAll(async () => {
    opened = await openConsole();
    ada = await opened.person("Ada <b>Lovelace</b>\u202E");
    const { client } = opened.admin;
    await client.request("POST /v1/approver-groups", { body: { name: "release" } });
    for (const number of [1, 2, 3]) {
      await ada.client.pendingActions.propose({
        summary: `Merge octo/repo#${number} <script>alert(1)</script>`,
        action_type: "merge_pr",
        action_payload: { number },
      });
    }
    await save(policies);
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  /** Saves a text over what holds, as another admin does meanwhile. */
  async function save(text: string): Promise<number> {
    const { client } = opened.admin;
    const held = await client.list("GET /v1/policies/versions", { query: { limit: 1 } }).page();
    const body = { text, based_on: held.items[0]?.version ?? null };
    return (await client.request("PUT /v1/policies", { body })).version;
  }

  async function textInForce(): Promise<string> {
    return (await opened.admin.client.request("GET /v1/policies")).text;
  }

  test("an admin adds a rule by the form, sees what it would have changed, and saves it", async () => {
    const window = await opened.open(opened.admin, { width: 390, path: "/policies" });
    const { page } = window;
    await page.getByRole("button", { name: "Add a rule" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("small merges");
    await dialog.getByLabel("Types of actions").fill("merge_pr");
    await dialog.getByRole("button", { name: "Add a condition on the payload" }).click();
    await dialog.getByLabel("Place in the payload").fill("/number");
    await dialog.getByLabel("Comparison").selectOption("at_most");
    await dialog.getByLabel("Value").fill("2");
    await dialog.getByLabel("What happens").selectOption("allow");
    await window.expectNoAxeViolations();
    await dialog.getByRole("button", { name: "Add to the draft" }).click();
    await page.getByText("Draft, not in force").waitFor();
    await page.getByRole("heading", { name: "small merges" }).waitFor();
    await window.expectNoAxeViolations();
    await window.expectNoSidewaysScroll();
    expect(await textInForce()).toBe(policies);

    await page.getByRole("button", { name: "Review and save" }).click();
    await page.getByText("2 of 3 actions").waitFor();
    await page.getByText("Merge octo/repo#2 <script>alert(1)</script>").waitFor();
    await window.expectNoAxeViolations();
    await window.expectNoSidewaysScroll();
    await page.getByRole("button", { name: "Save as version 2" }).click();
    await page.getByText("Version 2 is in force, saved").waitFor();
    expect(await textInForce()).toBe(`${policies}  - name: small merges
    match:
      types: [merge_pr]
      where:
        - { at: /number, at_most: 2 }
    allow: true
`);
    window.expectNoConsoleErrors();
  });

  test("the server refuses a wrong rule in the dialog, and marks a wrong line of the text", async () => {
    const window = await opened.open(opened.admin, { path: "/policies" });
    const { page } = window;
    await page.getByRole("button", { name: "Edit rule 2" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Time to decide").fill("soon");
    await dialog.getByRole("button", { name: "Save to the draft" }).click();
    await dialog.getByText("must be a duration such as 30s, 15m, 4h or 2d").first().waitFor();
    expect(await dialog.getByLabel("Time to decide").getAttribute("aria-invalid")).toBe("true");
    await dialog.getByLabel("Time to decide").fill("8h");
    await dialog.getByLabel("Grave: each approval takes a passkey").check();
    await dialog.getByRole("button", { name: "Save to the draft" }).click();
    await page.getByText("Draft, not in force").waitFor();

    await page.getByRole("tab", { name: "Text", exact: true }).click();
    const text = page.getByLabel("The policies in YAML");
    expect(await text.inputValue()).toContain("# Reviewed in May.\n  - name: releases\n");
    expect(await text.inputValue()).toContain(
      "edit: true, on_expiry: deny, confirmation: strong }",
    );
    await text.fill((await text.inputValue()).replace("    deny: force", "    refuse: force"));
    await page.getByText("Line 6 is not right").waitFor();
    await page.getByRole("button", { name: "Go to line 6" }).click();
    expect(await selectedText(page)).toBe("    refuse: force pushes are not allowed");
    await page.getByRole("tab", { name: "Form" }).click();
    const first = page.getByRole("listitem").filter({ hasText: "no force pushes" });
    await first.getByText('has the unknown key "refuse"').waitFor();
    await page.getByRole("button", { name: "Review and save" }).click();
    expect(await page.getByRole("button", { name: /^Save as/ }).isDisabled()).toBe(true);
    window.forgetConsoleErrors();

    await page.reload();
    await page.getByText("Draft, not in force").waitFor();
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByRole("button", { name: "Discard it" }).click();
    await page.getByText("There is no draft").waitFor();
  });

  test("what another admin saves meanwhile is shown, and can be added to the draft", async () => {
    const window = await opened.open(opened.admin, { path: "/policies?view=text" });
    const { page } = window;
    const text = page.getByLabel("The policies in YAML");
    await page.getByText("is in force, saved").waitFor();
    await text.fill((await textInForce()).replace("force pushes are", "they are"));
    await page.getByRole("button", { name: "Review and save" }).click();
    const saving = page.getByRole("button", { name: /^Save as/ });
    await page.getByText("would have been decided").waitFor();
    const version = await save((await textInForce()).replace("expires_in: 4h", "expires_in: 6h"));
    await saving.click();
    await page.getByText(`saved version ${version} while you were writing`).waitFor();
    expect(await saving.isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Show their changes" }).click();
    await page
      .getByRole("list", { name: /^What version/ })
      .getByText("expires_in: 6h")
      .waitFor();
    await window.expectNoAxeViolations();
    window.forgetConsoleErrors();
    await page.getByRole("button", { name: "Add their changes to the draft" }).click();
    await page.getByRole("button", { name: `Save as version ${version + 1}` }).click();
    await page.getByText(`Version ${version + 1} is in force, saved`).waitFor();
    const held = await textInForce();
    expect(held).toContain("deny: they are not allowed");
    expect(held).toContain("expires_in: 6h");
    window.expectNoConsoleErrors();
  });

  test("an earlier version becomes a draft again", async () => {
    const window = await opened.open(opened.admin, {
      width: 820,
      colorScheme: "dark",
      path: "/policies?tab=versions",
    });
    const { page } = window;
    await page.getByRole("link", { name: "Version 1", exact: true }).click();
    await page.getByRole("heading", { name: "Version 1" }).waitFor();
    await page.getByRole("list", { name: "What version 1 changed" }).waitFor();
    await window.expectNoAxeViolations();
    await window.expectNoSidewaysScroll();
    await page.getByRole("button", { name: "Restore as a draft" }).click();
    await page.getByRole("tab", { name: "Text", exact: true }).click();
    expect(await page.getByLabel("The policies in YAML").inputValue()).toBe(policies);
    await page.getByText("Draft, not in force").waitFor();
    window.expectNoConsoleErrors();
  });

  test("who is no admin reads the rules, and changes none", async () => {
    const window = await opened.open(ada, { width: 390, path: "/policies" });
    const { page } = window;
    await page.getByRole("heading", { name: "releases" }).waitFor();
    expect(await page.getByRole("button", { name: /^(?:Edit|More about) rule/ }).count()).toBe(0);
    expect(await page.getByRole("tab", { name: "Review" }).count()).toBe(0);
    await page.getByRole("tab", { name: "Text", exact: true }).click();
    expect(await page.getByLabel("The policies in YAML").isEditable()).toBe(false);
    window.expectNoConsoleErrors();
  });

  test("a person forbids comments in a repository, and an admin revokes their standing grant", async () => {
    const window = await opened.open(ada, { width: 390, path: "/policies?tab=repositories" });
    const { page } = window;
    await page.getByRole("button", { name: "Add a repository" }).click();
    await page.getByLabel("Repository", { exact: true }).fill("acme/website");
    await page.getByLabel("Comments may be written").uncheck();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("No merges, comments").waitFor();
    await window.expectNoAxeViolations();
    const path = { owner: "acme", name: "website" };
    const policy = await ada.client.request("GET /v1/repo-policies/{owner}/{name}", { path });
    expect(policy).toMatchObject({ allow_merge: false, allow_rerun: true, allow_comment: false });

    const match = {
      types: ["merge_pr"],
      where: [{ at: "/number", comparison: "at_most", value: 9 }],
    };
    const given = { match, maximum_uses: 5, expires_in_seconds: 86_400 };
    const grant = await ada.client.request("POST /v1/grants", { body: given });
    const admins = await opened.open(opened.admin, { path: "/policies?tab=grants&whose=all" });
    await admins.page.getByRole("link", { name: "merge_pr with 1 condition" }).click();
    const facts = admins.page.getByRole("definition");
    await facts.getByText("Ada <b>Lovelace</b>⟨U+202E⟩").waitFor();
    await admins.expectNoAxeViolations();
    await admins.page.getByRole("button", { name: "Revoke" }).click();
    await admins.page.getByRole("button", { name: "Revoke it" }).click();
    await facts.getByText("revoked", { exact: true }).waitFor();
    const of = await ada.client.request("GET /v1/grants/{id}", { path: { id: grant.id } });
    expect(of).toMatchObject({ state: "revoked", revoked_by: opened.admin.id });
    admins.expectNoConsoleErrors();
  });
});

async function selectedText(page: Page): Promise<string> {
  return page.getByLabel("The policies in YAML").evaluate((field) => {
    const { value, selectionStart, selectionEnd } = field as HTMLTextAreaElement;
    return value.slice(selectionStart, selectionEnd);
  });
}
