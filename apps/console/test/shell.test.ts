import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { hasBrowser } from "@handsfree/testkit/browser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ConsolePage } from "./fixture/console-page.ts";
import { openConsole, type OpenConsole, type Person } from "./fixture/open-console.ts";

/** In bytes, compressed by gzip. More must be worth a change of this number; the limit of the product is 250,000. */
const mostOfFirstPage = 210_000;

describe.skipIf(!hasBrowser)("the shell", () => {
  let opened: OpenConsole;
  let ada: Person;
  beforeAll(async () => {
    opened = await openConsole();
    ada = await opened.person("Ada Lovelace");
    await ada.client.pendingActions.propose({
      summary: "Merge octo/repo#12 into main",
      action_type: "merge_pr",
      repository: "octo/repo",
      action_payload: { repository: "octo/repo", number: 12, options: { method: "squash" } },
    });
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  for (const width of [390, 820, 1440]) {
    for (const colorScheme of ["light", "dark"] as const) {
      test(`at ${width} pixels in ${colorScheme} colors`, async () => {
        const window = await opened.open(ada, { width, colorScheme });
        await window.page.getByRole("heading", { name: "Merge octo/repo#12 into main" }).waitFor();
        await window.screenshot(`waiting-${width}-${colorScheme}`);
        window.expectNoConsoleErrors();
        await window.expectNoAxeViolations();
        await window.expectNoSidewaysScroll();
      });
    }
  }

  test("a stranger is led to the sign-in, and by the link of another tab to where they wanted", async () => {
    const window = await opened.openWindow({ width: 390, path: "/statistics?range=24h" });
    await window.page.getByRole("button", { name: "Sign in with a passkey" }).waitFor();
    await window.screenshot("sign-in-390-light");
    await window.expectNoAxeViolations();
    const link = await window.page.context().newPage();
    await link.goto(await opened.signInLink(ada));
    await link.getByRole("button", { name: "Sign in", exact: true }).click();
    await link.waitForURL("/statistics?range=24h");
  });

  test("the first page loads little script, and all of it from the server", async () => {
    const window = await opened.open(ada);
    await window.page.getByRole("heading", { name: "Merge octo/repo#12 into main" }).waitFor();
    const loaded = await window.page.evaluate<string[]>(
      "performance.getEntriesByType('resource').map(({ name }) => name)",
    );
    expect(loaded.filter((url) => !url.startsWith(opened.server.url))).toEqual([]);
    const scripts = loaded.filter((url) => url.endsWith(".js"));
    expect(scripts.length).toBeGreaterThan(0);
    const sizes = scripts.map((url) => {
      const file = fileURLToPath(new URL(`../dist${new URL(url).pathname}`, import.meta.url));
      return gzipSync(readFileSync(file), { level: 9 }).length;
    });
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(mostOfFirstPage);
  });

  test("a name or a state that is too long takes no room of others", async () => {
    const long = await opened.person(`Ada \u202Egnp.exe ${"of Lovelace ".repeat(8)}`, "admin");
    const desk = await opened.open(long);
    await desk.page.getByText("Nothing waits for you").waitFor();
    const isCut = (at: ConsolePage, selector: string) =>
      at.page.evaluate<boolean>(`(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        (document.querySelector(${JSON.stringify(selector)}))`);
    expect(await isCut(desk, "button[aria-haspopup=menu] > span")).toBe(true);
    const box = await desk.page.getByRole("button", { name: /^Ada/ }).boundingBox();
    const rail = await desk.page.getByRole("banner").first().boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThan((rail?.x ?? 0) + (rail?.width ?? 0));
    const phone = await opened.open(long, { width: 390 });
    // The stream of events never begins.
    await phone.page.route("**/v1/events*", () => undefined);
    await phone.goto("/commands");
    await phone.connection("Connecting");
    expect(await isCut(phone, "#page-title")).toBe(false);
  });

  test("signs out, and shows nothing more", async () => {
    const window = await opened.open(ada);
    await window.page.getByRole("button", { name: "Ada Lovelace" }).click();
    await window.page.getByRole("menuitem", { name: "Sign out" }).click();
    await window.page.waitForURL("/sign-in");
    await window.goto("/");
    await window.page.waitForURL(/\/sign-in\?next=/);
    expect(await window.page.getByText("Merge octo/repo#12").count()).toBe(0);
  });
});
