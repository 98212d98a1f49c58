import type { ConsolePage } from "../fixture/console-page.ts";
import { expect } from "vitest";
import { invisible, marker } from "./texts.ts";

/** Watches a window for what no text of a record may do. */
export class WatchedWindow {
  readonly window: ConsolePage;
  readonly #foreign: string[] = [];
  readonly #broken: string[] = [];

  private constructor(window: ConsolePage, origin: string) {
    this.window = window;
    const { page } = window;
    page.setDefaultTimeout(10_000);
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.origin !== origin && url.protocol !== "blob:") this.#foreign.push(url.href);
    });
    page.on("dialog", (dialog) => {
      this.#broken.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("popup", (popup) => this.#broken.push(`a window: ${popup.url()}`));
    page.on("download", (download) => this.#broken.push(`a download: ${download.url()}`));
  }

  /** Puts the canary into each page that the window shows from now on. */
  static async of(window: ConsolePage, origin: string): Promise<WatchedWindow> {
    const watched = new WatchedWindow(window, origin);
    await window.page.exposeFunction("stolen", () => watched.#broken.push("a script ran"));
    return watched;
  }

  /** The page is as its authors wrote it, and shows each hostile text as a text. */
  async expectUntouched(): Promise<void> {
    expect(await this.window.page.evaluate<string[]>(findTraces)).toEqual([]);
    expect(await this.window.page.title()).toMatch(/^[A-Z][a-z ]+ · HandsFree$/);
    expect(this.#foreign).toEqual([]);
    expect(this.#broken).toEqual([]);
    this.window.expectNoConsoleErrors();
    await this.window.expectNoSidewaysScroll();
  }
}

/** Finds what a text of a record made of the page. Runs in it, and so has no types of its own. */
const findTraces = `(() => {
  const found = [];
  const invisible = /${invisible}/u;
  const marker = ${JSON.stringify(marker)};
  const read = ["aria-label", "aria-description", "aria-valuetext", "alt", "label", "placeholder", "title"];
  const made = "img, iframe, object, embed, base, form[action], math, marquee, style, " +
    "script:not([src^='/']), meta[http-equiv=refresh], svg:not([aria-hidden]), [onload], [onerror]";
  for (const element of document.querySelectorAll(made)) found.push("made: " + element.outerHTML.slice(0, 200));
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on")) found.push("a handler: " + element.outerHTML.slice(0, 200));
      if (["href", "src", "action", "formaction", "xlink:href", "data"].includes(name)) {
        const { origin } = new URL(value, location.href);
        if (origin !== location.origin) found.push("an address: " + value);
      }
      if (read.includes(name) && invisible.test(value)) found.push(name + ": " + JSON.stringify(value.slice(0, 300)));
    }
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    // The source of a page, and what a person edits, keep each character.
    if (parentElement.closest("script, textarea, noscript")) continue;
    if (invisible.test(data)) found.push("invisible: " + JSON.stringify(data.slice(0, 300)));
    // Without a direction of its own, a text in Hebrew moves the words beside it.
    if (data.includes(marker) && !parentElement.closest("bdi, option, .visually-hidden, [dir]:not(html)"))
      found.push("no direction of its own: " + parentElement.outerHTML.slice(0, 300));
  }
  return found;
})()`;
