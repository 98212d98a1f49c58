import { hasBrowser } from "@handsfree/testkit/browser";
import { afterAll, beforeAll, describe, test } from "vitest";
import { KeyboardPerson } from "./fixture/keyboard-person.ts";
import { openConsole, type OpenConsole } from "./fixture/open-console.ts";

describe.skipIf(!hasBrowser)("answers by keyboard alone", () => {
  let opened: OpenConsole;
  beforeAll(async () => {
    opened = await openConsole({ engine: "duckdb" });
  });
  afterAll(() => opened[Symbol.asyncDispose]());

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
