import type { ConsolePage } from "../fixture/console-page.ts";
import { KeyboardPerson } from "../fixture/keyboard-person.ts";
import { type Driver, edited } from "./travel.ts";

const of = ({ page }: ConsolePage) => ({ page, person: new KeyboardPerson(page) });

/** A person who has a keyboard alone. The focus shows at each step. */
export const byKeyboard: Driver = {
  name: "keyboard-1440",
  width: 1440,
  surface: "console",
  signIn: async (window) => {
    const { page, person } = of(window);
    await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
    await person.tabTo(/^Sign in$/);
    await page.keyboard.press("Enter");
  },
  edit: async (window) => {
    const { page, person } = of(window);
    await page.getByRole("button", { name: /^Merge octo/ }).waitFor();
    await person.press("j");
    await person.expectFocusOn(/^Merge octo/);
    await person.press("e");
    const dialog = page.getByRole("dialog", { name: "Edit the arguments" });
    await dialog.waitFor();
    await person.tabTo(/^Arguments, as JSON/);
    await page.keyboard.press("Control+a");
    await page.keyboard.type(edited);
    await person.expectVisibleFocus();
    await dialog.getByText('"method": "squash"').last().waitFor();
    await person.tabTo(/^Save the new version$/);
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await person.expectFocusOn(/^Merge octo/);
  },
  approve: async (window) => {
    const { page, person } = of(window);
    await page.keyboard.press("a");
    await page.getByText("Nothing waits for you").waitFor();
    await person.expectFocusOn(/^Waiting$/);
  },
  openAction: async (window) => {
    const { page, person } = of(window);
    await person.tabTo(/^All actions$/);
    await person.press("Enter");
    await page.getByRole("feed", { name: "actions" }).waitFor();
    await person.expectFocusOn(/^All actions$/);
    await person.tabTo(/: Merge octo/);
    await page.keyboard.press("Enter");
  },
  verify: async (window) => {
    const { page, person } = of(window);
    await person.tabTo(/^Audit$/);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/audit$/);
    await person.expectFocusOn(/^Audit$/);
    await person.tabTo(/^Records$/);
    await person.press("ArrowRight");
    await person.press("Enter");
    await person.tabTo(/^Verify the trail$/);
    await person.press("Enter");
    await page.getByText("The trail is as it was written").waitFor();
    await person.expectFocusOn(/^Verify the trail$/);
  },
};
