import { hasBrowser } from "@handsfree/testkit/browser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KeyboardPerson } from "./fixture/keyboard-person.ts";
import { openConsole, type OpenConsole } from "./fixture/open-console.ts";
import { type SealedTrail, sealedTrail } from "./fixture/sealed-trail.ts";

describe.skipIf(!hasBrowser)("from a proposal to its receipt, by keyboard alone", () => {
  let trail: SealedTrail;
  let opened: OpenConsole;
  beforeAll(async () => {
    trail = await sealedTrail(false);
    opened = await openConsole({ env: trail.env });
  });
  afterAll(async () => {
    await opened[Symbol.asyncDispose]();
    await trail[Symbol.asyncDispose]();
  });

  test("signs in, edits, approves, reads the receipt and verifies the trail", async () => {
    const ada = await opened.person("Ada Lovelace", "admin");
    const window = await opened.openWindow({ path: await opened.signInLink(ada) });
    const { page } = window;
    const person = new KeyboardPerson(page);
    await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
    await person.tabTo(/^Sign in$/);
    await page.keyboard.press("Enter");
    await page.waitForURL("/");
    await page.getByText("Nothing waits for you").waitFor();
    await window.connection("Live");

    const desk = await opened.open(ada, { width: 390 });
    await desk.page.getByText("Nothing waits for you").waitFor();
    await desk.connection("Live");
    const merge = await ada.client.pendingActions.propose({
      summary: "Merge octo/repo#12 into main",
      action_type: "merge_pr",
      repository: "octo/repo",
      editable: true,
      action_payload: { method: "merge" },
    });
    const label = await ada.client.pendingActions.propose({
      summary: "Label octo/repo#12",
      action_type: "label",
      action_payload: { label: "done" },
    });
    await page.getByRole("button", { name: /^Label octo/ }).waitFor();
    await person.press("j");
    await person.expectFocusOn(/^Label octo/);
    await person.press("k");
    await person.expectFocusOn(/^Merge octo/);

    await person.press("e");
    const dialog = page.getByRole("dialog", { name: "Edit the arguments" });
    await dialog.waitFor();
    await person.tabTo(/^Arguments, as JSON/);
    await page.keyboard.press("Control+a");
    await page.keyboard.type('{ "method": "squash" }');
    await person.expectVisibleFocus();
    await dialog.getByText('"method": "squash"').last().waitFor();
    await person.tabTo(/^Save the new version$/);
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await person.expectFocusOn(/^Merge octo/);

    await page.getByText("version 2", { exact: true }).waitFor();
    await page.keyboard.press("a");
    await page.getByRole("button", { name: /^Merge octo/ }).waitFor({ state: "detached" });
    await person.expectFocusOn(/^Label octo/);
    await window.screenshot("keyboard-next-1440-light");
    await person.press("r");
    const rejection = page.getByRole("dialog", { name: "Reject this action?" });
    await person.tabTo(/^Reject$/);
    await page.keyboard.press("Enter");
    await rejection.waitFor({ state: "detached" });
    await page.getByText("Nothing waits for you").waitFor();
    await person.expectFocusOn(/^Waiting$/);
    await window.screenshot("keyboard-empty-1440-light");
    await desk.page.getByText("Nothing waits for you").waitFor();
    expect(await ada.client.pendingActions.get(label.id)).toMatchObject({ state: "rejected" });

    const executor = opened.admin.client;
    const { items } = await executor.pendingActions.claim(
      { types: ["merge_pr"], worker: "executor-1" },
      { onBehalfOf: ada.id },
    );
    expect(items[0]?.action.action_payload).toEqual({ method: "squash" });
    await executor.pendingActions.succeed(
      merge.id,
      { lease_token: items[0]?.lease.token ?? "", result: { sha: "0123abc" } },
      { onBehalfOf: ada.id },
    );
    await person.tabTo(/^All actions$/);
    await person.press("Enter");
    await page.getByRole("feed", { name: "actions" }).waitFor();
    await person.expectFocusOn(/^All actions$/);
    await person.tabTo(/^succeeded: Merge octo/);
    await page.keyboard.press("Enter");
    await page.waitForURL(`/waiting/${merge.id}`);
    await page.getByText("0123abc").waitFor();
    await person.expectFocusOn(/^Action$/);
    await window.screenshot("keyboard-receipt-1440-light");

    await person.tabTo(/^Audit$/, "Shift+Tab");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/audit$/);
    await person.expectFocusOn(/^Audit$/);
    await person.tabTo(/^Records$/);
    await person.press("ArrowRight");
    await person.press("Enter");
    await person.tabTo(/^Verify the trail$/);
    await person.press("Enter");
    await page.getByText("The trail is as it was written").waitFor();
    await person.expectFocusOn(/^Verify the trail$/);
    await window.screenshot("keyboard-verified-1440-light");
    await window.expectNoAxeViolations();
    for (const each of [window, desk]) each.expectNoConsoleErrors();
  });

  test("decides several at once, and stays in the dialog when its button has gone", async () => {
    const ada = await opened.person("Ada Lovelace");
    for (const n of [1, 2]) {
      await ada.client.pendingActions.propose({
        summary: `Label issue ${n}`,
        action_type: "label",
        action_payload: { number: n },
      });
    }
    const window = await opened.open(ada, { width: 820 });
    const { page } = window;
    const person = new KeyboardPerson(page);
    await page.getByRole("region", { name: "Label issue 2" }).waitFor();
    await person.press("j");
    await person.expectFocusOn(/^Label issue 1/);
    await person.press("x");
    await person.press("j");
    await person.expectFocusOn(/^Label issue 2/);
    await person.press("x");
    await person.tabTo(/^Approve…$/);
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Approve these 2 actions?" }).waitFor();
    await person.tabTo(/^Approve 2$/);
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "What became of them" });
    await dialog.getByRole("button", { name: "Done" }).waitFor();
    await person.expectFocusWithin("[role=dialog]");
    await person.tabTo(/^Done$/);
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await page.getByText("Nothing waits for you").waitFor();
    await person.expectFocusOn(/^Waiting$/);
    window.expectNoConsoleErrors();
  });
});
