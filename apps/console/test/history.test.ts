import { hasBrowser } from "@handsfree/testkit/browser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ConsolePage } from "./fixture/console-page.ts";
import { Feed } from "./fixture/feed.ts";
import { openConsole, type OpenConsole, type Person } from "./fixture/open-console.ts";

/** More than the list keeps: twelve pages of fifty. */
const count = 900;

describe.skipIf(!hasBrowser)("a long list", () => {
  let opened: OpenConsole;
  let ada: Person;
  beforeAll(async () => {
    opened = await openConsole({ env: { RATE_LIMIT_PER_KEY: "0" } });
    ada = await opened.person("Ada");
    for (let first = 0; first < count; first += 45) {
      const actions = await Promise.all(
        Array.from({ length: 45 }, (_, n) => propose(`Action ${first + n}`)),
      );
      const decisions = actions.map(({ id, payload_digest }) => ({
        id,
        payload_digest,
        verdict: "reject" as const,
      }));
      await ada.client.pendingActions.decideMany({ decisions });
    }
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  const propose = (summary: string) =>
    ada.client.pendingActions.propose({
      // Rows of several heights.
      summary: summary.padEnd(summary.length + (summary.length % 5) * 30, " and more"),
      action_type: "note",
      action_payload: {},
    });
  const rows = (window: ConsolePage) => window.page.getByRole("article");
  const shownIds = (window: ConsolePage) =>
    window.page.evaluate<string[]>(
      "[...document.querySelectorAll('[role=feed] article')].map((row) => row.dataset.key)",
    );
  /** Scrolls, a bit at a time as a finger does, and collects the rows that were shown. */
  const scroll = async (window: ConsolePage, by: number, until: (seen: Set<string>) => boolean) => {
    const seen = new Set(await shownIds(window));
    for (let n = 0; n < 400 && !until(seen); n += 1) {
      await window.page.evaluate(`scrollBy({ top: ${by}, behavior: "instant" })`);
      await window.page.evaluate("new Promise((resolve) => requestAnimationFrame(resolve))");
      await window.page.locator("[role=feed][aria-busy=false]").waitFor();
      for (const id of await shownIds(window)) seen.add(id);
    }
    return seen;
  };

  test("shows each record once, down and up again, and keeps few of them", async () => {
    const window = await opened.open(ada, { width: 390, path: "/waiting" });
    await rows(window).first().waitFor();
    await window.screenshot("history-390-light");
    await window.expectNoAxeViolations();
    const down = await scroll(window, 600, (seen) => seen.size >= count);
    expect(down.size).toBe(count);
    await window.page.getByText("That is all.").waitFor();
    expect(await rows(window).count()).toBeLessThan(60);
    const up = await scroll(window, -600, (seen) => seen.size >= count);
    expect([...up].filter((id) => !down.has(id))).toEqual([]);
    expect(up.size).toBe(count);

    // A drag of the scrollbar shows the rows of its place, and does not read all that lies between.
    const feed = new Feed(window.page);
    await feed.settle();
    const reads: string[] = [];
    window.page.on("request", (request) => reads.push(request.url()));
    const places: string[] = [];
    for (const top of ["document.documentElement.scrollHeight", "3000", "20000"]) {
      await window.page.evaluate(`scrollTo({ top: ${top}, behavior: "instant" })`);
      await feed.settle();
      const { ids, blank } = await feed.frame();
      expect(blank).toBe(0);
      places.push(ids.find((id) => down.has(id)) ?? "");
    }
    const order = [...down];
    const [last = 0, early = 0, middle = 0] = places.map((id) => order.indexOf(id));
    expect(last).toBeGreaterThan(count - 40);
    expect(early).toBeLessThan(middle);
    expect(middle).toBeLessThan(last);
    expect(reads.length).toBeLessThan(count / 50);
    window.expectNoConsoleErrors();
  });

  test("counts what is new, and moves nothing before the person asks", async () => {
    const window = await opened.open(ada, { width: 390, path: "/waiting" });
    await rows(window).first().waitFor();
    await window.connection("Live");
    const before = await shownIds(window);
    const first = await propose("A new one");
    await propose("Another new one");
    await window.page.getByRole("button", { name: "2 new" }).waitFor();
    expect(await shownIds(window)).toEqual(before);
    await window.page.getByRole("button", { name: "2 new" }).click();
    await rows(window).filter({ hasText: "Another new one" }).waitFor();
    // What is shown changes in place.
    const shown = rows(window).filter({ hasText: "A new one" });
    await shown.getByText("pending").waitFor();
    await ada.client.pendingActions.reject(first.id, { payload_digest: first.payload_digest });
    await shown.getByText("rejected").waitFor({ timeout: 5000 });
  });

  test("is walked through by keys, and keeps the focus of a row that is far away", async () => {
    const window = await opened.open(ada, { width: 1440, path: "/waiting" });
    await rows(window).first().waitFor();
    await rows(window).first().focus();
    const [, , third = ""] = await shownIds(window);
    for (const key of ["j", "PageDown"]) {
      await window.page.keyboard.press(key);
      await window.page.evaluate("new Promise((resolve) => setTimeout(resolve, 50))");
    }
    const focused = () => window.page.evaluate<string>("document.activeElement.dataset.key ?? ''");
    expect(await focused()).toBe(third);
    await window.page.evaluate("scrollTo({ top: 4000, behavior: 'instant' })");
    await window.page.locator("[role=feed][aria-busy=false]").waitFor();
    expect(await focused()).toBe(third);
    await window.page.keyboard.press("Enter");
    await window.page.waitForURL(`/waiting/${third}`);
  });
});
