import type { ConsolePage } from "../fixture/console-page.ts";
import { type Driver, edited, summary } from "./travel.ts";

const card = ({ page }: ConsolePage) => page.getByRole("region", { name: summary });

/** A person who taps on a phone. */
export const byTouch: Driver = {
  name: "touch-390",
  width: 390,
  surface: "console",
  signIn: async ({ page }) => {
    await page.getByRole("button", { name: "Sign in", exact: true }).tap();
  },
  edit: async (window) => {
    await card(window).getByRole("button", { name: "Edit" }).tap();
    const dialog = window.page.getByRole("dialog");
    await dialog.getByLabel("Arguments, as JSON").fill(edited);
    await dialog.getByText('"method": "squash"').last().waitFor();
    await dialog.getByRole("button", { name: "Save the new version" }).tap();
    await dialog.waitFor({ state: "detached" });
  },
  approve: async (window) => {
    await card(window).getByRole("button", { name: "Approve" }).tap();
  },
  openAction: async ({ page }) => {
    await page.getByRole("link", { name: "All actions" }).filter({ visible: true }).first().tap();
    await page.getByRole("link", { name: summary }).first().tap();
  },
  verify: async ({ page }) => {
    await page.getByRole("link", { name: "Audit" }).filter({ visible: true }).tap();
    await page.getByRole("tab", { name: "Verification" }).tap();
    await page.getByRole("button", { name: "Verify the trail" }).tap();
  },
};
