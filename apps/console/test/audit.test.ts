import { readFile } from "node:fs/promises";
import { hasBrowser } from "@handsfree/testkit/browser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openConsole, type OpenConsole, type Person } from "./fixture/open-console.ts";
import { type SealedTrail, sealedTrail } from "./fixture/sealed-trail.ts";

const patient = { timeout: 10_000 };

describe.skipIf(!hasBrowser)("the audit trail", () => {
  let trail: SealedTrail;
  let opened: OpenConsole;
  let ada: Person;
  beforeAll(async () => {
    trail = await sealedTrail(false);
    opened = await openConsole({ env: trail.env });
    ada = await opened.person("Ada Lovelace", "admin");
    const { url } = opened.server;
    const key = await opened.admin.client.request("POST /v1/keys", {
      body: { name: "nightly deploys", scopes: ["actions:execute"], user_id: ada.id },
    });
    for (const number of [1, 2, 3]) {
      // By hand, since JavaScript has no such number.
      const body = `{"action_type":"github.merge_pr","ok":${number !== 2},"target":"octo/repo#${number}","request":{"exact":12345678901234567890,"cost":2.50},"result":{"text":"<b>\u202Ebold</b>"}}`;
      await fetch(`${url}/v1/action-logs`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${key.text}`,
          "content-type": "application/json",
          "idempotency-key": `"merge-${number}"`,
        },
        body,
      });
    }
  });
  afterAll(async () => {
    await opened[Symbol.asyncDispose]();
    await trail[Symbol.asyncDispose]();
  });

  test("a person on a phone searches, reads a record to the digit, and finds all of the same key", async () => {
    const window = await opened.open(ada, { width: 390, path: "/audit" });
    const { page } = window;
    const rows = page.getByRole("feed", { name: "records" }).getByRole("article");
    await rows.first().waitFor();
    await window.expectNoAxeViolations();
    await page.getByLabel("Search in types and targets").fill("MERGE");
    await page.waitForURL(/q=MERGE/);
    await expect.poll(() => rows.count(), patient).toBe(3);
    await rows.filter({ hasText: "failed" }).getByRole("link").click();
    await page.getByRole("heading", { name: "github.merge_pr" }).waitFor();
    await page.getByText("12345678901234567890").waitFor();
    await page.getByText("2.50").waitFor();
    await page.getByText("<b>⟨U+202E⟩bold</b>").waitFor();
    await page.getByText("by the key nightly deploys").waitFor();
    await window.screenshot("audit-record-390-light");
    await window.expectNoAxeViolations();
    await window.expectNoSidewaysScroll();
    await page.getByRole("link", { name: "Show all that was asked for by it" }).click();
    await page.waitForURL(/credential=/);
    await page.getByRole("button", { name: "Back to the records" }).click();
    await page.getByLabel("Search in types and targets").fill("");
    await expect.poll(() => rows.count(), patient).toBe(3);
    await page.getByRole("button", { name: "Remove the filter Key or session" }).click();
    await expect.poll(() => rows.count(), patient).toBeGreaterThan(3);
    // The same key, by its name.
    await page.getByRole("button", { name: "Filters" }).click();
    const keys = page.getByLabel("Key or session");
    const key = keys.locator("option", { hasText: "nightly deploys" });
    await keys.selectOption(await key.getAttribute("value"));
    await window.expectNoAxeViolations();
    await page.getByRole("button", { name: "Show records" }).click();
    await page.waitForURL(/credential=/);
    await page.getByRole("button", { name: /^Remove the filter Key or session nightly/ }).waitFor();
    await expect.poll(() => rows.count(), patient).toBe(3);
    window.expectNoConsoleErrors();
  });

  test("the records that are shown are a file, by a link", async () => {
    const window = await opened.open(ada, { colorScheme: "dark", path: "/audit?q=octo" });
    const { page } = window;
    await page.getByRole("feed").getByRole("article").first().waitFor();
    await page.getByRole("button", { name: "Export…" }).click();
    await window.expectNoAxeViolations();
    const download = async (name: string): Promise<string> => {
      const comes = page.waitForEvent("download");
      await page.getByRole("dialog").getByRole("link", { name }).click();
      return await readFile(await (await comes).path(), "utf8");
    };
    const lines = (await download("JSON Lines")).trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain("12345678901234567890");
    await page.getByRole("button", { name: "Export…" }).click();
    expect(await download("CSV")).toMatch(/^id,/);
    await page.getByRole("button", { name: "Export…" }).click();
    expect(await download("Parquet")).toMatch(/^PAR1/);
    window.expectNoConsoleErrors();
  });

  test("a verification says that the trail is right", async () => {
    const window = await opened.open(ada, {
      colorScheme: "dark",
      path: "/audit?list=verification",
    });
    const { page } = window;
    await page.getByText("Entries").waitFor();
    await page.getByRole("button", { name: "Verify the trail" }).click();
    await page.getByText("The trail is as it was written").waitFor();
    await page.getByText("entry 3, the last one").waitFor();
    await window.screenshot("audit-verified-1440-dark");
    await window.expectNoAxeViolations();
    // A head that somebody kept of another trail.
    await page.getByText("Compare with a head or keys that you kept elsewhere").click();
    await page.getByLabel("Head (optional)").fill("3:1");
    await page.getByText("A head is the number of its entry").waitFor();
    await page.getByLabel("Head (optional)").fill(`3:${"0".repeat(64)}`);
    await page.getByRole("button", { name: "Verify the trail" }).click();
    await page.getByText("The trail has another entry at the place of the head").waitFor();
    window.expectNoConsoleErrors();
  });

  test("a verification names the record that was changed, and how far the trail is right", async () => {
    await using changed = await sealedTrail(true);
    await using other = await openConsole({ env: changed.env });
    const admin = await other.person("Ada", "admin");
    const window = await other.open(admin, { width: 390, path: "/audit?list=verification" });
    const { page } = window;
    await page.getByRole("button", { name: "Verify the trail" }).click();
    await page.getByText("One finding: the trail is not as it was written").waitFor();
    await page.getByText("entry 2", { exact: true }).waitFor();
    await page.getByText("A record was changed after it was sealed").waitFor();
    await window.screenshot("audit-changed-390-light");
    await window.expectNoAxeViolations();
    await page.getByRole("link", { name: "open the record" }).click();
    await page.getByText("web#3").waitFor();
    window.expectNoConsoleErrors();
  });
});
