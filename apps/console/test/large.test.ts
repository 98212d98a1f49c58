import { hasBrowser } from "@handsfree/testkit/browser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BusyServer } from "./fixture/busy-server.ts";
import { ConsolePage } from "./fixture/console-page.ts";
import { Feed } from "./fixture/feed.ts";
import { type LargeDatabase, largeDatabase } from "./fixture/large-database.ts";
import { measureKept, printFigures, sessionOf, watchFirstRow } from "./fixture/measured-window.ts";
import { openConsole, type OpenConsole, type Person } from "./fixture/open-console.ts";

/** Of each kind. */
const count = 100_000;
const givenSeconds = process.env["HANDSFREE_CONSOLE_SECONDS"];
/** How many rows the wheel passes, and how many the keys: more than a list keeps. */
const byWheel = givenSeconds === undefined ? 1500 : 5000;
const byKeys = givenSeconds === undefined ? 800 : 2000;
/** Rows that the document may have at a time: some screens of them. */
const mostRows = 70;
/** In megabytes: what a page may keep more after thousands of rows than before. */
const mostGrowth = 8;

/** How long the load of changes lasts, and how many are made a second. */
const seconds = Number(givenSeconds ?? 10);
const rate = 50;

/** Not how fast it is: what counts is the number of requests. */
const patient = { timeout: 30_000 };

const lists = [
  { path: "/inbox", route: "GET /v1/webhook-events" },
  { path: "/audit", route: "GET /v1/action-logs" },
] as const;

describe.skipIf(!hasBrowser)(`lists of ${count} records`, () => {
  let large: LargeDatabase;
  let opened: OpenConsole;
  let ada: Person;
  beforeAll(async () => {
    large = await largeDatabase(count);
    opened = await openConsole({
      engine: "duckdb",
      env: { DUCKDB_PATH: large.path, RATE_LIMIT_PER_KEY: "0" },
    });
    ada = await opened.person("Ada Lovelace", "admin");
  });
  afterAll(async () => {
    await opened[Symbol.asyncDispose]();
    await large[Symbol.asyncDispose]();
  });

  /** The ids of the newest records, as the API has them. */
  const newest = async (route: (typeof lists)[number]["route"], most: number) => {
    const ids: string[] = [];
    const list = opened.admin.client.list(route, { query: { limit: 1000 }, onBehalfOf: "*" });
    for await (const { id } of list) {
      ids.push(id);
      if (ids.length === most) break;
    }
    return ids;
  };

  describe.for(lists)("$path", ({ path, route }) => {
    test("scrolls by wheel, and back to the top at once, with each row once and in order", async () => {
      const window = await opened.open(ada, { width: 1440 });
      const { page } = window;
      const session = await sessionOf(page);
      const firstRow = await watchFirstRow(page);
      await page.goto(path);
      const toFirstRow = await firstRow();
      await window.connection("Live");
      const feed = new Feed(page);
      await feed.settle();
      const before = await measureKept(session);
      const first = (await feed.frame()).ids[0] ?? "";
      const ids = await newest(route, byWheel + 2000);
      const start = ids.indexOf(first);
      expect(start).toBeGreaterThanOrEqual(0);

      await page.mouse.move(300, 500);
      let reached = start;
      let most = 0;
      for (
        let frame = await feed.frame();
        reached < start + byWheel;
        frame = await feed.wheel(800)
      ) {
        expect(frame.blank).toBe(0);
        const at = ids.indexOf(frame.ids[0] ?? "");
        // The rows of a frame are as the API has them, and none is left out since the last frame.
        expect(frame.ids).toEqual(ids.slice(at, at + frame.ids.length));
        expect(at).toBeLessThanOrEqual(reached);
        expect(at + frame.ids.length).toBeGreaterThanOrEqual(reached);
        reached = at + frame.ids.length;
        most = Math.max(most, frame.ids.length);
      }
      expect(most).toBeLessThan(mostRows);
      const far = await measureKept(session);
      expect(far.heap - before.heap).toBeLessThan(mostGrowth);

      for (let n = 0; n < 3; n += 1) {
        await page.keyboard.press("End");
        await feed.settle();
        const { blank, ids: shown } = await feed.frame();
        expect(blank).toBe(0);
        const at = ids.indexOf(shown[0] ?? "");
        expect(shown).toEqual(ids.slice(at, at + shown.length));
      }
      const reads: string[] = [];
      page.on("request", (request) => reads.push(request.url()));
      await page.keyboard.press("Home");
      await expect.poll(async () => (await feed.frame()).ids[0], patient).toBe(first);
      await feed.settle();
      expect((await feed.frame()).blank).toBe(0);
      // It does not read all that lies between.
      expect(reads.length).toBeLessThan(10);
      const after = await measureKept(session);
      expect(after.heap - before.heap).toBeLessThan(mostGrowth);
      window.expectNoConsoleErrors();
      printFigures(`${path} by wheel`, {
        "first row (ms)": toFirstRow,
        "rows passed": reached - start,
        "most rows in the document": most,
        "heap before, far, after (MB)": [before, far, after].map(({ heap }) => heap).join(" "),
        "nodes before, far, after": [before, far, after].map(({ nodes }) => nodes).join(" "),
      });
    });

    test("is walked through by a key that is held, row by row", async () => {
      const window = await opened.open(ada, { width: 390, path });
      const { page } = window;
      const feed = new Feed(page);
      await page.getByRole("article").first().waitFor();
      await feed.settle();
      const session = await sessionOf(page);
      const before = await measureKept(session);
      await feed.watchFocus();
      await page.getByRole("article").first().focus();
      const [first = ""] = await feed.focused();
      const ids = await newest(route, byKeys + 2000);
      const start = ids.indexOf(first);
      let seen = await feed.focused();
      while (seen.length < byKeys) {
        for (let n = 0; n < 25; n += 1) await page.keyboard.press("j");
        await feed.settle();
        const now = await feed.focused();
        expect(now.length).toBeGreaterThan(seen.length);
        expect((await feed.frame()).blank).toBe(0);
        seen = now;
      }
      expect(seen).toEqual(ids.slice(start, start + seen.length));
      const after = await measureKept(session);
      expect(after.heap - before.heap).toBeLessThan(mostGrowth);
      window.expectNoConsoleErrors();
      printFigures(`${path} by keys`, {
        "rows passed": seen.length,
        "heap before, after (MB)": `${before.heap} ${after.heap}`,
        "nodes before, after": `${before.nodes} ${after.nodes}`,
      });
    });
  });

  test(
    `stays small and answers while ${rate} records change a second`,
    { timeout: seconds * 1000 + 120_000 },
    async () => {
      const load = new BusyServer(opened, ada);
      const first = await ada.client.pendingActions.propose({
        summary: "Deploy the first",
        action_type: "deploy",
        action_payload: {},
      });
      const phone = await opened.open(ada, { width: 390 });
      await phone.page.getByRole("heading", { name: "Deploy the first" }).waitFor();
      await phone.connection("Live");
      const context = phone.page.context();
      const inbox = await ConsolePage.of(await context.newPage());
      const paths: string[] = [];
      context.on("request", (request) => paths.push(new URL(request.url()).pathname));
      await inbox.goto("/inbox");
      const feed = new Feed(inbox.page);
      await inbox.page.getByRole("article").first().waitFor();
      await feed.settle();
      const before = await feed.frame();
      const pages = [phone.page, inbox.page];
      const sessions = await Promise.all(pages.map(sessionOf));
      const measure = async () => Promise.all(sessions.map(measureKept));
      // What waits fills a page, and the code of all that shows is read.
      await load.run({ rate, seconds: 8 });
      const start = await measure();
      const early = paths.length;
      const changes = await load.run({ rate, seconds });
      const requests = paths.slice(early).filter((path) => path.startsWith("/v1/"));

      // Nothing moved, and what is new was counted.
      expect(await feed.frame()).toEqual(before);
      // Both windows live on the stream that the first one had before.
      expect(paths).not.toContain("/v1/events/stream");
      expect(requests.length / seconds).toBeLessThan(10);
      const end = await measure();
      for (const [n, { heap }] of end.entries()) {
        expect(heap - (start[n]?.heap ?? 0)).toBeLessThan(mostGrowth);
      }

      // Both windows answer a tap while the load goes on.
      const busy = load.run({ rate, seconds: 6 });
      await inbox.page.getByRole("button", { name: /^\d+ new$/ }).click();
      await expect
        .poll(async () => (await feed.frame()).ids.includes(before.ids[0] ?? ""), patient)
        .toBe(false);
      const card = phone.page.getByRole("region", { name: "Deploy the first" });
      await card.getByRole("button", { name: "Approve" }).tap();
      await card.waitFor({ state: "detached" });
      const { pendingActions } = ada.client;
      expect((await pendingActions.get(first.id)).state).toBe("confirmed");
      await busy;
      for (const window of [phone, inbox]) {
        await window.connection("Live");
        window.expectNoConsoleErrors();
      }
      const text = (kept: typeof start) =>
        kept.map(({ heap, nodes }) => `${heap} MB and ${nodes} nodes`).join(", ");
      printFigures(`/ and /inbox for ${seconds} s`, {
        "changes a second": changes.toFixed(1),
        "requests a second of both": (requests.length / seconds).toFixed(1),
        "at the start": text(start),
        "at the end": text(end),
      });
    },
  );
});
