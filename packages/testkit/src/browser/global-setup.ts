import { findBrowser, hasBrowser } from "./find-browser.ts";

/** Unpacks the browser once for the whole run. Two workers that begin at once would unpack it into each other's file. */
export async function setup(): Promise<void> {
  if (hasBrowser) await findBrowser();
}
