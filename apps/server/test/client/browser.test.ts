import { fileURLToPath } from "node:url";
import { systemContext } from "@handsfree/repositories";
import { createSignInLink } from "@handsfree/repositories/sessions";
import { findBrowser, hasBrowser } from "@handsfree/testkit/browser";
import { chromium as playwright } from "playwright-core";
import { rolldown } from "rolldown";
import { expect, test } from "vitest";
import { TestApi, userId } from "../api.ts";
import { expected } from "./core.ts";

async function bundle(): Promise<string> {
  const input = fileURLToPath(new URL("in-browser.ts", import.meta.url));
  const conditionNames = ["@handsfree/source", "import", "default"];
  const built = await rolldown({ input, platform: "browser", resolve: { conditionNames } });
  const { output } = await built.generate({ format: "iife", name: "clientTest", minify: true });
  await built.close();
  return output[0].code;
}

test.skipIf(!hasBrowser)("a page of a signed-in person uses the whole client", async () => {
  // A browser compares the times of a cookie with its own clock.
  await using api = await TestApi.start({ context: systemContext });
  const url = await api.app.listen({ port: 0, host: "127.0.0.1" });
  const link = await createSignInLink(api.db, { userId });
  if (link.outcome !== "created") throw new Error(link.outcome);
  const { executablePath, args } = await findBrowser();
  const browser = await playwright.launch({ executablePath, args: [...args] });
  try {
    const page = await browser.newPage();
    // A page of the server's origin, since the API answers no other.
    await page.route("**/client-test", (route) =>
      route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Test</title>" }),
    );
    await page.goto(`${url}/client-test`);
    await page.addScriptTag({ content: await bundle() });
    const answer = await page.evaluate(`clientTest.run(${JSON.stringify(link.code)})`);
    expect(answer).toEqual({ used: expected, isSameUser: true, hasToken: true, after: 401 });
  } finally {
    await browser.close();
  }
});
