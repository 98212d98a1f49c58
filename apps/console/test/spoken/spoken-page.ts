import type { Locator } from "playwright-core";
import { expect } from "vitest";
import type { ConsolePage } from "../fixture/console-page.ts";
import type { OpenConsole, Person, WindowOptions } from "../fixture/open-console.ts";
import { webSpeechScript } from "./web-speech-script.ts";

/** A window whose browser speaks and hears what a test tells it. */
export class SpokenPage {
  readonly window: ConsolePage;
  readonly dialog: Locator;

  private constructor(window: ConsolePage) {
    this.window = window;
    this.dialog = window.page.getByRole("dialog");
  }

  static async open(
    opened: OpenConsole,
    person: Person,
    options: WindowOptions = {},
  ): Promise<SpokenPage> {
    return SpokenPage.of(await opened.open(person, options));
  }

  /** Reads the page of a window again, with the voice and the ear of a test. */
  static async of(window: ConsolePage): Promise<SpokenPage> {
    await window.page.addInitScript(webSpeechScript);
    await window.page.reload();
    return new SpokenPage(window);
  }

  /** Opens the conversation, and agrees where the person is asked. */
  async begin({ isFirst = true } = {}): Promise<void> {
    await this.window.page.getByRole("button", { name: "Listen", exact: true }).first().click();
    if (isFirst) await this.dialog.getByRole("button", { name: "Begin to listen" }).click();
  }

  /** Says something, as soon as the page listens. */
  async say(text: string): Promise<void> {
    await this.phase("Listening");
    expect(await this.makeSound(text)).toBe(true);
  }

  /** Makes a sound now. @returns whether a recognizer took it. */
  async makeSound(text: string): Promise<boolean> {
    return this.window.page.evaluate<boolean>(`speechTest.say(${JSON.stringify(text)})`);
  }

  /** Makes every recognizer that there ever was report a text, as one that is late, or wrong. */
  async reportLate(text: string): Promise<void> {
    await this.window.page.evaluate(`speechTest.reportLate(${JSON.stringify(text)})`);
  }

  /** Keeps playbacks from ending, until they are let go. */
  async hold(isHeld: boolean): Promise<void> {
    await this.window.page.evaluate(`speechTest.hold(${isHeld})`);
  }

  /** Waits for what the page says that happens. */
  async phase(word: string): Promise<void> {
    await this.dialog.getByRole("status").getByText(word).waitFor();
  }

  /** Waits until a text was said or shown in the captions. */
  async caption(text: string): Promise<void> {
    await this.dialog.getByRole("group", { name: "What was said" }).getByText(text).waitFor();
  }

  /** All that was played, in order. */
  async played(): Promise<string> {
    const played = await this.window.page.evaluate<string[]>("speechTest.played");
    return played.join(" ");
  }
}
