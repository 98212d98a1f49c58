import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { play } from "../../src/spoken/speech/play.ts";
import { sentences } from "../../src/spoken/speech/sentences.ts";

class FakeUtterance extends EventTarget {
  readonly text: string;
  lang = "";
  constructor(text: string) {
    super();
    this.text = text;
  }
}

const synthesis = {
  speak: vi.fn<(utterance: FakeUtterance) => void>(),
  cancel: vi.fn<() => void>(),
  resume: vi.fn<() => void>(),
};
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("speechSynthesis", synthesis);
  vi.stubGlobal("SpeechSynthesisUtterance", FakeUtterance);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  vi.resetAllMocks();
});

const signal = () => new AbortController().signal;
const fire = (utterance: FakeUtterance, type: string, error?: string): boolean =>
  utterance.dispatchEvent(Object.assign(new Event(type), { error }));

describe("a playback", () => {
  test("has ended when the last sentence has, and a moment later", async () => {
    synthesis.speak.mockImplementation((utterance) => {
      fire(utterance, "start");
      fire(utterance, "end");
    });
    const ended = vi.fn<(end: string) => void>();
    void play("One. Two.", "en-US", signal()).then(ended);
    await vi.advanceTimersByTimeAsync(249);
    expect(synthesis.speak.mock.calls.map(([{ text }]) => text)).toEqual(["One.", "Two."]);
    expect(ended).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(ended).toHaveBeenCalledWith("ended");
  });

  test("that ends without having begun has failed", async () => {
    synthesis.speak.mockImplementation((utterance) => void fire(utterance, "end"));
    expect(await play("One. Two.", "en-US", signal())).toBe("failed");
    expect(synthesis.speak).toHaveBeenCalledTimes(1);
  });

  test.each([
    ["canceled", "cancelled"],
    ["interrupted", "cancelled"],
    ["not-allowed", "failed"],
    ["synthesis-failed", "failed"],
  ])("ends by the error %s as %s", async (error, end) => {
    synthesis.speak.mockImplementation((utterance) => {
      fire(utterance, "start");
      fire(utterance, "error", error);
    });
    expect(await play("One. Two.", "en-US", signal())).toBe(end);
    expect(synthesis.speak).toHaveBeenCalledTimes(1);
  });

  test("that never ends has failed, and is stopped", async () => {
    synthesis.speak.mockImplementation((utterance) => void fire(utterance, "start"));
    const played = play("One.", "en-US", signal());
    await vi.advanceTimersByTimeAsync(15_800);
    expect(await played).toBe("failed");
    expect(synthesis.cancel).toHaveBeenCalledTimes(2);
  });

  test("that the page stops is cancelled, also between the end and the moment after it", async () => {
    const stopped = new AbortController();
    synthesis.speak.mockImplementation((utterance) => void fire(utterance, "start"));
    const played = play("One.", "en-US", stopped.signal);
    stopped.abort();
    expect(await played).toBe("cancelled");

    const late = new AbortController();
    synthesis.speak.mockImplementation((utterance) => {
      fire(utterance, "start");
      fire(utterance, "end");
    });
    const almost = play("One.", "en-US", late.signal);
    await vi.advanceTimersByTimeAsync(100);
    late.abort();
    await vi.advanceTimersByTimeAsync(150);
    expect(await almost).toBe("cancelled");
  });
});

test("texts are split at sentences, and long ones between words", () => {
  expect(sentences("One. Two? Three: v1.2 too.")).toEqual(["One.", "Two?", "Three: v1.2 too."]);
  const parts = sentences(`${"word ".repeat(100)}${"x".repeat(400)}`);
  expect(parts.every((part) => part.length <= 160 && part !== "")).toBe(true);
  expect(parts.join(" ").replaceAll(" ", "")).toBe("word".repeat(100) + "x".repeat(400));
});
