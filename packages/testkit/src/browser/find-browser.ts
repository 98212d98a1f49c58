import { existsSync } from "node:fs";
import chromium from "@sparticuz/chromium";

/** How a browser is started: the options of playwright's `launch`. */
export interface FoundBrowser {
  readonly executablePath: string;
  readonly args: readonly string[];
}

/** The Chromium of the npm package runs there alone. */
const hasOwn = process.platform === "linux" && process.arch === "x64";
const installed = [
  "/usr/bin/google-chrome",
  "/usr/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
].find((path) => existsSync(path));

/** Whether tests have a browser: Chromium of an npm package on Linux x64, elsewhere an installed Chrome or Chromium. */
export const hasBrowser: boolean = hasOwn || installed !== undefined;

if (!hasBrowser) {
  if (process.env["CI"] !== undefined) throw new Error("CI needs Linux x64, for its browser");
  process.stdout.write("tests in a browser are skipped, since no Chrome or Chromium was found\n");
}

/** Finds the browser of tests. @throws {Error} if there is none; see `hasBrowser`. */
export async function findBrowser(): Promise<FoundBrowser> {
  // Not the package's own arguments: with its single process all windows share their cookies.
  if (hasOwn) return { executablePath: await chromium.executablePath(), args: ["--no-sandbox"] };
  if (installed !== undefined) return { executablePath: installed, args: [] };
  throw new Error("there is no Chrome or Chromium");
}
