import { SpokenPage } from "../spoken/spoken-page.ts";
import { byTouch } from "./by-touch.ts";
import type { Driver } from "./travel.ts";

/** A person who answers by voice. What cannot be said, such as JSON, is tapped. */
export const bySpeech: Driver = {
  ...byTouch,
  name: "voice-390",
  surface: "voice",
  approve: async (window) => {
    const spoken = await SpokenPage.of(window);
    await spoken.begin();
    await spoken.say("approve");
    await spoken.caption("Say yes to approve Merge octo slash repo number 12 into main");
    await spoken.say("yes");
    await spoken.phase("Answered");
    await spoken.dialog.getByRole("button", { name: "Done" }).tap();
  },
};
