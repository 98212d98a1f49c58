import { hasBrowser } from "@handsfree/testkit/browser";
import { afterAll, beforeAll, describe, inject, test } from "vitest";
import { openConsole, type OpenConsole } from "./fixture/open-console.ts";
import { byKeyboard } from "./journey/by-keyboard.ts";
import { bySpeech } from "./journey/by-speech.ts";
import { byTouch } from "./journey/by-touch.ts";
import { travel } from "./journey/travel.ts";

describe.skipIf(!hasBrowser)("from a link and a proposal to its receipt and the trail", () => {
  let opened: OpenConsole;
  beforeAll(async () => {
    opened = await openConsole();
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  // Each restarts the server.
  const patient = { timeout: 300_000 };
  test("by touch, on a phone", patient, async () => travel(opened, byTouch));
  // The other ways differ in the browser alone.
  if (inject("engine") === "postgres") return;
  test("by keyboard alone", patient, async () => travel(opened, byKeyboard));
  test("by voice, on a phone", patient, async () => travel(opened, bySpeech));
});
