import { hasBrowser } from "@handsfree/testkit/browser";
import { describe, expect, test } from "vitest";
import { printFigures, sessionOf } from "./fixture/measured-window.ts";
import { openConsole } from "./fixture/open-console.ts";

describe.skipIf(!hasBrowser)("the first page", () => {
  test("paints its first page soon on a slow device, with little script and a strict policy", async () => {
    await using opened = await openConsole();
    const ada = await opened.person("Ada Lovelace");
    const window = await opened.open(ada, { width: 390 });
    const { page } = window;
    const session = await sessionOf(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    await session.send("Network.setCacheDisabled", { cacheDisabled: true });
    const answer = await page.goto("/");
    await page.getByRole("heading", { name: "Waiting" }).waitFor();
    await window.connection("Live");
    const policy = answer?.headers()["content-security-policy"] ?? "";
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain("unsafe-");
    const [paint, scripts, sent] = await page.evaluate<number[]>(`(() => {
      const paint = performance.getEntriesByName("first-contentful-paint")[0].startTime;
      const scripts = performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".js"));
      return [paint, scripts.length, scripts.reduce((sum, { encodedBodySize: size }) => sum + size, 0)];
    })()`);
    window.expectNoConsoleErrors();
    printFigures("the first page at a quarter of the speed", {
      "first contentful paint (ms)": Math.round(paint ?? Number.NaN),
      scripts,
      "scripts as sent (bytes)": sent,
    });
  });
});
