import { hasBrowser } from "@handsfree/testkit/browser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openConsole, type OpenConsole } from "./fixture/open-console.ts";

describe.skipIf(!hasBrowser)("from a proposal to its receipt", () => {
  let opened: OpenConsole;
  beforeAll(async () => {
    opened = await openConsole();
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  test("on a phone, with a second window, an executor and a trail that verifies", async () => {
    const ada = await opened.person("Ada Lovelace");
    const phone = await opened.open(ada, { width: 390 });
    const desk = await opened.open(ada, { width: 1440, colorScheme: "dark" });
    for (const window of [phone, desk]) {
      await window.page.getByText("Nothing waits for you").waitFor();
      await window.connection("Live");
    }
    const { id } = await ada.client.pendingActions.propose({
      summary: "Merge octo/repo#12 into main",
      action_type: "merge_pr",
      repository: "octo/repo",
      editable: true,
      action_payload: { number: 12, method: "merge" },
    });
    const shown = (window: typeof phone) =>
      window.page.getByRole("region", { name: "Merge octo/repo#12 into main" });
    await shown(desk).waitFor();
    await shown(phone).getByRole("button", { name: "Edit" }).click();
    const dialog = phone.page.getByRole("dialog");
    await dialog.getByLabel("Arguments, as JSON").fill('{"number":12,"method":"squash"}');
    await dialog.getByText('"method": "squash"').last().waitFor();
    await phone.screenshot("journey-edit-390-light");
    await dialog.getByRole("button", { name: "Save the new version" }).click();
    await dialog.waitFor({ state: "detached" });
    // Who looked at the first version must see the second one before they can approve it.
    await shown(desk).getByText("This was edited while you looked at it").waitFor();
    await desk.screenshot("journey-changed-1440-dark");
    await shown(phone).getByText("version 2", { exact: true }).waitFor();
    await shown(phone).getByRole("button", { name: "Approve" }).click();
    await phone.page.getByText("Nothing waits for you").waitFor();
    await desk.page.getByText("Nothing waits for you").waitFor();
    await desk.page.getByText("Was approved by Ada Lovelace (console)").waitFor();

    const executor = opened.admin.client;
    const claimed = await executor.pendingActions.claim(
      { types: ["merge_pr"], worker: "executor-1" },
      { onBehalfOf: ada.id },
    );
    const [item] = claimed.items;
    expect(item?.action.action_payload).toEqual({ number: 12, method: "squash" });
    await phone.goto(`/waiting/${id}`);
    await phone.page.getByText("executing", { exact: true }).waitFor();
    await executor.pendingActions.succeed(
      id,
      { lease_token: item?.lease.token ?? "", result: { sha: "0123abc" } },
      { onBehalfOf: ada.id },
    );
    await phone.page.getByText("succeeded", { exact: true }).first().waitFor();
    await phone.page.getByText("0123abc").waitFor();
    await phone.expectNoAxeViolations();
    let last: unknown;
    for await (const line of executor.lines("GET /v1/audit/verification")) last = line;
    expect(last).toMatchObject({ type: "result", data: { ok: true, found: 0 } });
    for (const window of [phone, desk]) window.expectNoConsoleErrors();
  });
});
