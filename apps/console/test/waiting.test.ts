import { hasBrowser } from "@handsfree/testkit/browser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ConsolePage } from "./fixture/console-page.ts";
import { openConsole, type OpenConsole, type Person } from "./fixture/open-console.ts";

describe.skipIf(!hasBrowser)("what waits", () => {
  let opened: OpenConsole;
  beforeAll(async () => {
    opened = await openConsole();
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  const propose = (by: Person, summary: string, more: Readonly<Record<string, unknown>> = {}) =>
    by.client.pendingActions.propose({
      summary,
      action_type: "merge_pr",
      repository: "octo/repo",
      action_payload: { repository: "octo/repo", number: 12, options: { method: "squash" } },
      ...more,
    });
  /** Replaces the policies by one for deploys. */
  const save = async (effect: string): Promise<void> => {
    const { client } = opened.admin;
    const held = await client.list("GET /v1/policies/versions", { query: { limit: 1 } }).page();
    const text = `version: 1\npolicies: [{ name: careful, match: { types: [deploy] }, ${effect} }]`;
    const body = { text, based_on: held.items[0]?.version ?? null };
    await client.request("PUT /v1/policies", { body });
  };
  const card = (window: ConsolePage, name: string) =>
    window.page.getByRole("region", { name, exact: true });
  /** Waits until the card or the row of an action has the focus. */
  const hasFocus = (window: ConsolePage, id: string) =>
    window.page.locator(`[data-action="${id}"]:focus`).waitFor();
  const stateOf = async (by: Person, id: string) => (await by.client.pendingActions.get(id)).state;

  test("is approved on a phone, as it was shown, and by a tap alone", async () => {
    const ada = await opened.person("Ada");
    const action = await propose(ada, "Merge octo/repo#12");
    const window = await opened.open(ada, { width: 390, path: `/waiting/${action.id}` });
    await card(window, "Merge octo/repo#12").waitFor();
    // A link that was opened decides nothing.
    expect(await stateOf(ada, action.id)).toBe("pending");
    await window.goto("/");
    await window.screenshot("card-390-light");
    await card(window, "Merge octo/repo#12").getByRole("button", { name: "Approve" }).click();
    await window.page.getByText("Approved", { exact: true }).first().waitFor();
    await window.page.getByText("Nothing waits for you").waitFor();
    const { state, decided_surface: surface } = await ada.client.pendingActions.get(action.id);
    expect([state, surface]).toEqual(["confirmed", "console"]);
    await window.screenshot("empty-390-light");
    window.expectNoConsoleErrors();
    await window.expectNoAxeViolations();
  });

  test("is rejected with a reason", async () => {
    const ada = await opened.person("Ada");
    const { id } = await propose(ada, "Delete the branch");
    const window = await opened.open(ada, { width: 390, colorScheme: "dark" });
    await card(window, "Delete the branch").getByRole("button", { name: "Reject" }).click();
    const dialog = window.page.getByRole("dialog", { name: "Reject this action?" });
    await dialog.getByLabel("Reason").fill("Somebody still works on it");
    await window.screenshot("reject-390-dark");
    await window.expectNoAxeViolations();
    await dialog.getByRole("button", { name: "Reject", exact: true }).click();
    await window.page.getByText("Nothing waits for you").waitFor();
    const { state, decision_reason: reason } = await ada.client.pendingActions.get(id);
    expect([state, reason]).toEqual(["rejected", "Somebody still works on it"]);
  });

  test("is edited: the difference shows first, numbers keep their spelling, and versions stay", async () => {
    const ada = await opened.person("Ada");
    const { id } = await propose(ada, "Transfer", {
      editable: true,
      action_payload: { amount: 10, account: 1 },
    });
    const window = await opened.open(ada);
    await card(window, "Transfer").getByRole("button", { name: "Edit" }).click();
    const dialog = window.page.getByRole("dialog", { name: "Edit the arguments" });
    const field = dialog.getByLabel("Arguments, as JSON");
    await field.fill('{ "amount": ');
    await dialog.getByText("This is not JSON").waitFor();
    await expect(dialog.getByRole("button", { name: "Save" }).isDisabled()).resolves.toBe(true);
    await field.fill('{ "amount": 12345678901234567890, "account": 1 }');
    await dialog.getByText('"amount": 12345678901234567890').last().waitFor();
    await window.screenshot("edit-1440-light");
    await window.expectNoAxeViolations();
    await dialog.getByRole("button", { name: "Save the new version" }).click();
    await dialog.waitFor({ state: "detached" });
    const { version, display } = await ada.client.pendingActions.get(id);
    expect([version, display.action_payload]).toEqual([
      2,
      '{"amount":12345678901234567890,"account":1}',
    ]);
    await window.goto(`/waiting/${id}`);
    await window.page.getByText("Version 2", { exact: true }).waitFor();
    await window.screenshot("versions-1440-light");
    await window.expectNoAxeViolations();
    window.expectNoConsoleErrors();
  });

  test("is decided in a batch, each shown before, and each with its outcome after", async () => {
    const ada = await opened.person("Ada");
    const actions = await Promise.all([1, 2, 3].map((n) => propose(ada, `Label issue ${n}`)));
    const window = await opened.open(ada, { width: 390 });
    for (const n of [1, 2, 3]) {
      await window.page.getByRole("checkbox", { name: `Choose: Label issue ${n}` }).check();
    }
    await window.page.getByRole("button", { name: "Approve…" }).click();
    const dialog = window.page.getByRole("dialog", { name: "Approve these 3 actions?" });
    await dialog.getByText("Label issue 3").first().waitFor();
    await window.screenshot("batch-390-light");
    await window.expectNoAxeViolations();
    // Another surface is faster with one of them.
    const [first] = actions;
    if (first === undefined) throw new Error("no action");
    await ada.client.pendingActions.reject(first.id, { payload_digest: first.payload_digest });
    await dialog.getByRole("button", { name: "Approve 3" }).click();
    await window.page.getByText("It was decided before").waitFor();
    await window.page.getByText("It was rejected.").waitFor();
    await window.screenshot("batch-done-390-light");
    const states = await Promise.all(actions.map(({ id }) => stateOf(ada, id)));
    expect(states).toEqual(["rejected", "confirmed", "confirmed"]);
    await window.page.getByRole("button", { name: "Done" }).click();
    await window.page.getByText("Nothing waits for you").waitFor();
  });

  test("a batch is undone at once while its policy gives time for that", async () => {
    const ada = await opened.person("Ada");
    await save(`ask: { approvers: [${ada.id}], grace: 10m }`);
    const actions = await Promise.all(
      [1, 2, 3].map((n) => propose(ada, `Deploy ${n}`, { action_type: "deploy" })),
    );
    const window = await opened.open(ada, { width: 390 });
    const { page } = window;
    const approveAll = async (): Promise<void> => {
      for (const n of [1, 2, 3]) {
        await page.getByRole("checkbox", { name: `Choose: Deploy ${n}` }).check();
      }
      await page.getByRole("button", { name: "Approve…" }).click();
      await page.getByRole("button", { name: "Approve 3" }).click();
      await page.getByRole("dialog", { name: "What became of them" }).waitFor();
    };
    await approveAll();
    await window.screenshot("batch-undo-390-light");
    await window.expectNoAxeViolations();
    await page.getByRole("dialog").getByRole("button", { name: "Undo all 3" }).click();
    await page.getByText("Undone: 3 wait again").waitFor();
    await card(window, "Deploy 3").getByText("approval taken back").waitFor();
    expect(await Promise.all(actions.map(({ id }) => stateOf(ada, id)))).toEqual([
      "pending",
      "pending",
      "pending",
    ]);
    window.expectNoConsoleErrors();
    // The line stays on the page after the dialog, and one that is decided otherwise meanwhile stays so.
    await approveAll();
    await page.getByRole("button", { name: "Done" }).click();
    const [first] = actions;
    if (first === undefined) throw new Error("no action");
    const { payload_digest: digest } = await ada.client.pendingActions.get(first.id);
    await ada.client.pendingActions.takeBack(first.id, { payload_digest: digest });
    await page.getByRole("button", { name: "Undo all 3" }).click();
    await page.getByText("Undone: 2 of 3").first().waitFor();
    await page.getByText("Not undone: 1. There is nothing to undo.").first().waitFor();
  });

  test("is decided by keys alone", async () => {
    const ada = await opened.person("Ada");
    const first = await propose(ada, "First");
    const second = await propose(ada, "Second");
    const third = await propose(ada, "Third");
    const fourth = await propose(ada, "Fourth");
    const window = await opened.open(ada, { width: 1440, colorScheme: "dark" });
    const { keyboard } = window.page;
    await card(window, "First").waitFor();
    await keyboard.press("?");
    await window.page.getByRole("dialog", { name: "Keys" }).waitFor();
    await window.screenshot("keys-1440-dark");
    await keyboard.press("Escape");
    await window.page.getByRole("dialog").waitFor({ state: "detached" });
    await keyboard.press("j");
    await card(window, "Second").waitFor();
    await window.screenshot("waiting-two-1440-dark");
    await keyboard.press("r");
    await window.page.getByLabel("Reason").waitFor();
    await keyboard.press("Tab");
    await keyboard.type("later");
    const dialog = window.page.getByRole("dialog", { name: "Reject this action?" });
    await dialog.getByRole("button", { name: "Reject", exact: true }).focus();
    await keyboard.press("Enter");
    await card(window, "Third").waitFor();
    await dialog.waitFor({ state: "detached" });
    await window.page.getByRole("heading", { name: "Second" }).waitFor({ state: "detached" });
    await hasFocus(window, third.id);
    // The message that it was rejected is still shown, and takes no key.
    await keyboard.press("a");
    await card(window, "Fourth").waitFor();
    expect(await stateOf(ada, second.id)).toBe("rejected");

    // With little room each action has a card, and none is marked before a key is used.
    await window.page.setViewportSize({ width: 390, height: 844 });
    await card(window, "First").getByRole("button", { name: "Reject" }).focus();
    await keyboard.press("Enter");
    await dialog.getByRole("button", { name: "Reject", exact: true }).focus();
    await keyboard.press("Enter");
    await card(window, "First").waitFor({ state: "detached" });
    await hasFocus(window, fourth.id);
    await keyboard.press("a");
    await window.page.getByText("Nothing waits for you").waitFor();
    const states = [first, second, third, fourth].map(({ id }) => stateOf(ada, id));
    expect(await Promise.all(states)).toEqual(["rejected", "rejected", "confirmed", "confirmed"]);
    window.expectNoConsoleErrors();
  });

  test("cannot be approved unseen when it is edited under the person's eyes", async () => {
    const [ada, grace] = [await opened.person("Ada"), await opened.person("Grace")];
    const action = await propose(ada, "Deploy", {
      editable: true,
      approvers: [ada.id, grace.id],
    });
    const window = await opened.open(ada, { width: 390 });
    const shown = card(window, "Deploy");
    await shown.waitFor();
    await window.connection("Live");
    await grace.client.pendingActions.edit(action.id, {
      payload_digest: action.payload_digest,
      action_payload: { repository: "octo/repo", number: 13 },
    });
    await shown.getByText("This was edited while you looked at it").waitFor();
    await window.screenshot("changed-390-light");
    const approve = shown.getByRole("button", { name: "Approve" });
    expect(await approve.isDisabled()).toBe(true);
    await shown.getByRole("button", { name: "I have seen the change" }).click();
    await approve.click();
    await window.page.getByText("Nothing waits for you").waitFor();
    expect(await stateOf(ada, action.id)).toBe("confirmed");
  });

  test("of two people, the first approval says that another is missing, and the card says who was faster", async () => {
    const [ada, grace] = [await opened.person("Ada"), await opened.person("Grace")];
    const action = await propose(ada, "Rotate the keys", {
      approvers: [ada.id, grace.id],
      required_approvals: 2,
    });
    const window = await opened.open(ada, { width: 390 });
    const shown = card(window, "Rotate the keys");
    await shown.getByText("0 of 2 approved").waitFor();
    await shown.getByRole("button", { name: "Approve" }).click();
    await window.page.getByText("It needs one more person.").waitFor();
    const other = await opened.open(grace, { width: 390 });
    await card(other, "Rotate the keys").getByText("1 of 2 approved").waitFor();
    await other.connection("Live");
    await grace.client.pendingActions.reject(action.id, {
      payload_digest: action.payload_digest,
    });
    await other.page.getByText("Was rejected by Grace (api)").waitFor({ timeout: 5000 });
    await other.page.getByText("Nothing waits for you").waitFor();
  });

  test("a tap on a card that has just moved is not taken, and one on a card above it is", async () => {
    const ada = await opened.person("Ada");
    const above = await propose(ada, "Above");
    const gone = await propose(ada, "Gone");
    const below = await propose(ada, "Below");
    const window = await opened.open(ada, { width: 390 });
    await card(window, "Below").waitFor();
    await window.connection("Live");
    // Faster than a finger: within the next frames after the card has left the list.
    const tapping = window.page.evaluate(`new Promise((resolve) => {
      const at = (id) => document.querySelector('section[data-action="' + id + '"]');
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      new MutationObserver(async (_, observer) => {
        if (at("${gone.id}") !== null) return;
        observer.disconnect();
        await frame();
        await frame();
        for (const id of ["${below.id}", "${above.id}"]) {
          at(id).querySelector('button[data-decision="approve"]').click();
        }
        resolve();
      }).observe(document.body, { childList: true, subtree: true });
    })`);
    await ada.client.pendingActions.reject(gone.id, { payload_digest: gone.payload_digest });
    await tapping;
    await window.page.getByText("The list moved just now").waitFor();
    await card(window, "Above").waitFor({ state: "detached" });
    expect([await stateOf(ada, above.id), await stateOf(ada, below.id)]).toEqual([
      "confirmed",
      "pending",
    ]);
    window.expectNoConsoleErrors();
  });

  test("waits while the phone is offline, and says why", async () => {
    const ada = await opened.person("Ada");
    await propose(ada, "Merge octo/repo#14");
    const window = await opened.open(ada, { width: 390 });
    await card(window, "Merge octo/repo#14").waitFor();
    await window.page.context().setOffline(true);
    await window.page.getByText("Nothing can be decided until the connection is back.").waitFor();
    const approve = card(window, "Merge octo/repo#14").getByRole("button", { name: "Approve" });
    expect(await approve.isDisabled()).toBe(true);
    await window.screenshot("offline-390-light");
    await window.page.context().setOffline(false);
    await approve.click();
    await window.page.getByText("Nothing waits for you").waitFor();
  });

  test("is text, whatever it holds", async () => {
    const ada = await opened.person('<img src=x onerror="document.title=`hacked`">');
    const evil = '<script>document.title="hacked"</script><b>bold</b> \u202Egnp.exe\u2066';
    await propose(ada, evil, {
      action_type: '"><svg onload=alert(1)>',
      action_payload: {
        [evil]: evil,
        ["__proto__"]: { a: "x".repeat(5000) },
        long: "W".repeat(400),
        rtl: "שלום עולם ".repeat(30),
      },
    });
    const window = await opened.open(ada, { width: 390 });
    await window.page.getByText("⟨U+202E⟩").first().waitFor();
    expect(await window.page.title()).toBe("Waiting · HandsFree");
    expect(await window.page.locator("main b, main script, main img").count()).toBe(0);
    expect(await window.page.locator("main").innerText()).not.toMatch(/[\u202E\u2066]/);
    await window.expectNoSidewaysScroll();
    await window.screenshot("evil-390-light");
    window.expectNoConsoleErrors();
    await window.expectNoAxeViolations();
  });

  test("shows what changes, and can be undone while its policy gives time for that", async () => {
    const { client } = opened.admin;
    const ada = await opened.person("Ada");
    await save(`ask: { approvers: [${ada.id}], grace: 10m }`);
    const action = await propose(ada, "Deploy octo/repo", {
      action_type: "deploy",
      effect: "Production gets version 12",
    });
    await client.request("PUT /v1/pending-actions/{id}/preview", {
      path: { id: action.id },
      body: {
        version: 1,
        title: "Release 12",
        url: "https://example.com/releases/12",
        facts: [{ label: "checks", value: "8 of 8 are green" }],
      },
      onBehalfOf: ada.id,
    });
    const window = await opened.open(ada, { width: 390 });
    const shown = card(window, "Deploy octo/repo");
    await shown.getByText("Production gets version 12").waitFor();
    await shown.getByText("8 of 8 are green").waitFor();
    // An address is no link: it is the text of a program.
    expect(await shown.getByRole("link", { name: "https://example.com" }).count()).toBe(0);
    await window.screenshot("preview-390-light");
    await window.expectNoAxeViolations();
    await shown.getByRole("button", { name: "Approve" }).click();
    await window.page.getByRole("button", { name: "Undo" }).waitFor();
    expect(await stateOf(ada, action.id)).toBe("confirmed");
    await window.screenshot("undo-390-light");
    await window.expectNoAxeViolations();
    await window.page.getByRole("button", { name: "Undo" }).click();
    await shown.getByText("approval taken back").waitFor();
    expect(await shown.getByText("version 2").count()).toBe(0);
    await shown.getByText("by you. It waits again, with the same arguments.").waitFor();
    await window.screenshot("taken-back-390-light");
    await window.expectNoAxeViolations();
    expect(await stateOf(ada, action.id)).toBe("pending");
    await shown.getByRole("button", { name: "Approve" }).click();
    await window.page.getByRole("button", { name: "Undo" }).waitFor();
    await window.goto(`/waiting/${action.id}`);
    await window.page.getByRole("button", { name: "Undo" }).click();
    await window.page.getByText("Undone: it waits again").waitFor();
    expect(await stateOf(ada, action.id)).toBe("pending");
    window.expectNoConsoleErrors();
  });

  test("shows what the executor reported", async () => {
    const ada = await opened.person("Ada");
    const action = await propose(ada, "Merge octo/repo#15");
    await ada.client.pendingActions.approve(action.id, { payload_digest: action.payload_digest });
    const { client } = opened.admin;
    const claim = await client.request("POST /v1/pending-actions/claim", {
      body: { types: ["merge_pr"], worker: "executor-1", id: action.id },
      onBehalfOf: ada.id,
    });
    const window = await opened.open(ada, { path: `/waiting/${action.id}` });
    await window.page.getByText("executing", { exact: true }).first().waitFor();
    await client.request("POST /v1/pending-actions/{id}/succeed", {
      path: { id: action.id },
      body: { lease_token: claim.items[0]?.lease.token ?? "", result: { sha: "abc123" } },
      onBehalfOf: ada.id,
    });
    await window.page.getByText("abc123").waitFor();
    await window.screenshot("receipt-1440-light");
    await window.expectNoAxeViolations();
    window.expectNoConsoleErrors();
  });
});
