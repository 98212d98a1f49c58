import { readdirSync } from "node:fs";
import { hasBrowser } from "@handsfree/testkit/browser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sections } from "../src/shell/navigation.ts";
import { openConsole, type OpenConsole } from "./fixture/open-console.ts";
import { fillWithHostileRecords, type HostileIds } from "./hostile/records.ts";
import { shown } from "./hostile/texts.ts";
import { visitsOf } from "./hostile/visits.ts";
import { WatchedWindow } from "./hostile/watched-window.ts";

const folders = readdirSync(new URL("../src/pages", import.meta.url));

describe.skipIf(!hasBrowser)("records of strangers are texts, whatever they hold", () => {
  let opened: OpenConsole;
  let ids: HostileIds;
  let windows: readonly (readonly [name: string, WatchedWindow])[];
  beforeAll(async () => {
    opened = await openConsole({
      engine: "duckdb",
      env: { WEBHOOK_ALLOWED_ADDRESSES: "127.0.0.0/8", RATE_LIMIT_PER_KEY: "0" },
    });
    ids = await fillWithHostileRecords(opened);
    const { origin } = new URL(opened.server.url);
    windows = await Promise.all(
      (
        [
          [390, "light"],
          [1440, "dark"],
        ] as const
      ).map(async ([width, colorScheme]) => {
        const window = await opened.open(opened.admin, { width, colorScheme });
        return [`${width}-${colorScheme}`, await WatchedWindow.of(window, origin)] as const;
      }),
    );
  }, 600_000);
  afterAll(() => opened[Symbol.asyncDispose]());

  test("each section has visits", () => {
    const visited = Object.keys(visitsOf(ids)).toSorted();
    expect(visited).toEqual(folders.toSorted());
    for (const { path } of sections) expect(visited).toContain(path.slice(1) || "waiting");
  });

  for (const folder of folders) {
    test(`on the pages of ${folder}`, async () => {
      for (const [index, visit] of (visitsOf(ids)[folder] ?? []).entries()) {
        for (const [size, watched] of windows) {
          const { page } = watched.window;
          watched.window.forgetConsoleErrors();
          await page.goto(visit.path);
          // Not by its role: a dialog that the address opens hides the page from screen readers.
          await page.locator("h1").waitFor();
          await visit.open?.(page);
          for (const text of [...(visit.shows ?? []).map(shown), ...(visit.texts ?? [])]) {
            await page.getByText(text).filter({ visible: true }).first().waitFor();
          }
          await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
          await watched.window.screenshot(`hostile-${folder}-${index}-${size}`);
          await watched.expectUntouched();
          await watched.window.expectNoAxeViolations();
        }
      }
      // A section has up to 30 pictures, each with axe-core.
    }, 900_000);
  }
});
