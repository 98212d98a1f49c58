import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { hear } from "../../src/spoken/speech/hear.ts";
import type { Recognition } from "../../src/spoken/speech/recognition.ts";

class FakeRecognition extends EventTarget implements Recognition {
  lang = "";
  continuous = true;
  interimResults = false;
  maxAlternatives = 1;
  isOn = false;
  start(): void {
    this.isOn = true;
  }
  stop(): void {
    this.isOn = false;
  }
  abort(): void {
    this.isOn = false;
  }
  say(transcript: string, isFinal: boolean): void {
    const result = Object.assign([{ transcript, confidence: 0.9 }], { isFinal });
    this.dispatchEvent(Object.assign(new Event("result"), { results: [result] }));
  }
  fail(error: string): void {
    this.dispatchEvent(Object.assign(new Event("error"), { error }));
    this.dispatchEvent(new Event("end"));
  }
}

let recognition: FakeRecognition;
let stopped: AbortController;
const interim: string[] = [];
beforeEach(() => {
  vi.useFakeTimers();
  recognition = new FakeRecognition();
  stopped = new AbortController();
  interim.length = 0;
});
afterEach(() => vi.useRealTimers());

const listen = () => hear(recognition, "en-GB", (text) => interim.push(text), stopped.signal);
const approve = [
  { isFinal: true, alternatives: [{ transcript: "approve", confidence: 0.9 }] },
] as const;

describe("a listening", () => {
  test("is one utterance to its end, with alternatives", async () => {
    const heard = listen();
    expect(recognition).toMatchObject({ lang: "en-GB", continuous: false, maxAlternatives: 5 });
    recognition.say("app", false);
    recognition.say("approve", true);
    recognition.dispatchEvent(new Event("end"));
    expect(await heard).toEqual({ results: approve, end: "ended" });
    expect(interim).toEqual(["app", "approve"]);
    expect(recognition.isOn).toBe(false);
  });

  test.each([
    ["no-speech", "silence"],
    ["aborted", "aborted"],
    ["not-allowed", "not-allowed"],
    ["service-not-allowed", "not-allowed"],
    ["audio-capture", "no-microphone"],
    ["network", "network"],
    ["language-not-supported", "failed"],
  ])("ends by the error %s as %s, whatever was heard", async (error, end) => {
    const heard = listen();
    recognition.say("approve", true);
    recognition.fail(error);
    expect(await heard).toEqual({ results: [], end });
  });

  test("that the page stops has heard nothing, also before it begins", async () => {
    const heard = listen();
    recognition.say("approve", true);
    stopped.abort();
    expect(await heard).toEqual({ results: [], end: "aborted" });
    expect(recognition.isOn).toBe(false);
    recognition.say("late", true);
    expect(interim).toEqual(["approve"]);
    expect(await listen()).toEqual({ results: [], end: "aborted" });
    expect(recognition.isOn).toBe(false);
  });

  test("without an end after the last word ends by itself", async () => {
    const heard = listen();
    recognition.say("approve", true);
    await vi.advanceTimersByTimeAsync(3000);
    expect(await heard).toEqual({ results: approve, end: "ended" });
  });

  test("of a word that never becomes final has heard nothing", async () => {
    const heard = listen();
    recognition.dispatchEvent(new Event("start"));
    recognition.say("approve", false);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await heard).toEqual({ results: [], end: "silence" });
    expect(recognition.isOn).toBe(false);
  });

  test("waits a minute for the microphone to be allowed", async () => {
    const heard = listen();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await heard).toEqual({ results: [], end: "silence" });
  });

  test("that cannot begin has failed", async () => {
    recognition.start = () => {
      throw new DOMException("already on", "InvalidStateError");
    };
    expect(await listen()).toEqual({ results: [], end: "failed" });
  });
});
