import { hasBrowser } from "@handsfree/testkit/browser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ConsolePage } from "./fixture/console-page.ts";
import { openConsole, type OpenConsole } from "./fixture/open-console.ts";
import type { Visit } from "./fixture/visit.ts";
import { threeWeeks } from "./screens/history.ts";
import { findFlaws } from "./screens/find-flaws.ts";
import { fillWithUsualRecords, type UsualIds } from "./screens/records.ts";
import { emptyVisits, strangerVisits, visitsOf } from "./screens/visits.ts";

const widths = [390, 820, 1440] as const;
const colorSchemes = ["light", "dark"] as const;
/** Takes pictures of the pages whose names match, for a person to look at. `.` for all. */
const wanted = process.env["HANDSFREE_CONSOLE_SCREENS"];
const isWanted = (name: string): boolean => wanted !== undefined && new RegExp(wanted).test(name);

/** The names are known before the records. */
const names = Object.keys(visitsOf({ ben: {} } as UsualIds)).filter(isWanted);
const emptyNames = Object.keys(emptyVisits).filter(isWanted);

/** Windows of the widths. One window serves both colors, since the page follows them. */
type Windows = readonly (readonly [width: number, window: ConsolePage])[];

describe.skipIf(!hasBrowser || wanted === undefined)("pictures of each page", () => {
  const rest = new AsyncDisposableStack();
  let visits: Readonly<Record<string, Visit>>;
  let windows: Windows;
  let empty: OpenConsole;
  let emptyWindows: Windows;
  beforeAll(async () => {
    const env = { WEBHOOK_ALLOWED_ADDRESSES: "127.0.0.0/8", RATE_LIMIT_PER_KEY: "0" };
    const open = async (opened: OpenConsole): Promise<Windows> => {
      const all: [number, ConsolePage][] = [];
      for (const width of widths) all.push([width, await opened.open(opened.admin, { width })]);
      return all;
    };
    if (names.length > 0) {
      const history = rest.use(await threeWeeks());
      const opened = rest.use(await openConsole({ env: { ...env, ...history.env } }));
      visits = visitsOf(await fillWithUsualRecords(opened));
      windows = await open(opened);
    }
    const provider = { OPENID_ISSUER: "http://localhost:9", OPENID_CLIENT_ID: "handsfree" };
    const secret = { OPENID_CLIENT_SECRET: "a secret for tests" };
    empty = rest.use(await openConsole({ env: { ...env, ...provider, ...secret } }));
    emptyWindows = await open(empty);
  }, 600_000);
  afterAll(() => rest[Symbol.asyncDispose]());

  async function look(name: string, visit: Visit, at: Windows): Promise<void> {
    const flaws: unknown[] = [];
    for (const [width, window] of at) {
      const { page } = window;
      window.forgetConsoleErrors();
      await page.goto(visit.path);
      // Not by its role: a dialog that the address opens hides the page from screen readers.
      await page.locator("h1").first().waitFor();
      await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
      await visit.open?.(page);
      for (const colorScheme of colorSchemes) {
        await page.emulateMedia({ colorScheme });
        await window.screenshot(`screen-${name}-${width}-${colorScheme}`, { fullPage: true });
        for (const found of await window.findAxeViolations())
          flaws.push({ width, colorScheme, found });
      }
      await window.expectNoSidewaysScroll();
      for (const found of await findFlaws(page)) flaws.push(`${width}: ${found}`);
    }
    expect(flaws).toEqual([]);
  }

  for (const name of names) {
    test(`${name} looks as it should`, async () =>
      look(name, visits[name] ?? { path: "/" }, windows));
  }
  for (const name of emptyNames) {
    test(`${name} looks as it should`, async () =>
      look(name, emptyVisits[name] ?? { path: "/" }, emptyWindows));
  }

  for (const name of Object.keys(strangerVisits("")).filter(isWanted)) {
    test(`${name} looks as it should`, async () => {
      const strangers: [number, ConsolePage][] = [];
      for (const width of widths) strangers.push([width, await empty.openWindow({ width })]);
      const visit = strangerVisits(await empty.signInLink(empty.admin))[name];
      await look(name, visit ?? { path: "/" }, strangers);
    });
  }
  test.runIf(isWanted("sign-in-done"))("sign-in-done looks as it should", () =>
    look("sign-in-done", { path: "/sign-in" }, emptyWindows),
  );
});
