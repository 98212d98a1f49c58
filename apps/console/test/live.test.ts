import { hasBrowser } from "@handsfree/testkit/browser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openConsole, type OpenConsole, type Person } from "./fixture/open-console.ts";

describe.skipIf(!hasBrowser)("the live page", () => {
  let opened: OpenConsole;
  let ada: Person;
  beforeAll(async () => {
    opened = await openConsole();
    ada = await opened.person("Ada Lovelace");
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  const propose = (summary: string) =>
    ada.client.pendingActions.propose({
      summary,
      action_type: "merge_pr",
      action_payload: { number: 12 },
    });

  test("shows a proposal as it comes, and lets it go when another surface decides", async () => {
    const window = await opened.open(ada, { width: 390 });
    await window.connection("Live");
    const action = await propose("Deploy to production");
    const card = window.page.getByRole("heading", { name: "Deploy to production" });
    await card.waitFor({ timeout: 5000 });
    await ada.client.pendingActions.approve(action.id, { payload_digest: action.payload_digest });
    await card.waitFor({ state: "detached", timeout: 5000 });
    window.expectNoConsoleErrors();
  });

  test("two windows of a browser have one stream, and the second takes over when the first closes", async () => {
    const first = await opened.open(ada, { width: 390 });
    await first.connection("Live");
    const streams: string[] = [];
    first.page.context().on("request", (request) => {
      if (request.url().endsWith("/v1/events/stream")) streams.push(request.url());
    });
    const second = await first.page.context().newPage();
    await second.goto("/");
    await second.getByText("Live", { exact: true }).filter({ visible: true }).waitFor();
    await propose("For both windows");
    for (const page of [first.page, second]) {
      await page.getByRole("heading", { name: "For both windows" }).waitFor({ timeout: 5000 });
    }
    expect(streams).toEqual([]);
    const takesOver = second.waitForRequest("**/v1/events/stream");
    await first.page.close();
    await takesOver;
    await propose("For the one that is left");
    await second.getByRole("heading", { name: "For the one that is left" }).waitFor();
  });

  test("says that it is offline, and catches up", async () => {
    const window = await opened.open(ada, { width: 390 });
    await window.connection("Live");
    await window.page.context().setOffline(true);
    await window.connection("Offline");
    await propose("While nobody looked");
    await window.page.context().setOffline(false);
    await window.page.getByRole("heading", { name: "While nobody looked" }).waitFor();
    await window.connection("Live");
  });
});
