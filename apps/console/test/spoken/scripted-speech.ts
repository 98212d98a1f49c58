import type { Heard, ListeningEnd, PlaybackEnd, Speech } from "../../src/spoken/speech/speech.ts";

/** What a recognizer reports of an utterance, as final and certain unless the test says otherwise. */
export function heardText(
  transcript: string,
  {
    confidence = 0.95,
    isFinal = true,
    end = "ended",
  }: { readonly confidence?: number; readonly isFinal?: boolean; readonly end?: ListeningEnd } = {},
): Heard {
  return { results: [{ alternatives: [{ transcript, confidence }], isFinal }], end };
}

/** Nothing that could be understood, and why it ended. */
export function heardNothing(end: ListeningEnd): Heard {
  return { results: [], end };
}

/** A voice and an ear that do what a test tells them, and remember what was asked of them. */
export class ScriptedSpeech implements Speech {
  readonly spoken: string[] = [];
  /** `speak` and `listen` in the order in which they began. */
  readonly order: string[] = [];
  #playback: ((end: PlaybackEnd) => void) | undefined;
  #listening: ((heard: Heard) => void) | undefined;
  #interim: ((text: string) => void) | undefined;

  get isPlaying(): boolean {
    return this.#playback !== undefined;
  }

  get isListening(): boolean {
    return this.#listening !== undefined;
  }

  speak(text: string, signal: AbortSignal): Promise<PlaybackEnd> {
    this.spoken.push(text);
    this.order.push("speak");
    const { promise, resolve } = Promise.withResolvers<PlaybackEnd>();
    this.#playback = resolve;
    signal.addEventListener("abort", () => {
      if (this.#playback === resolve) this.#playback = undefined;
      resolve("cancelled");
    });
    return promise;
  }

  listen(onInterim: (text: string) => void, signal: AbortSignal): Promise<Heard> {
    this.order.push("listen");
    const { promise, resolve } = Promise.withResolvers<Heard>();
    this.#listening = resolve;
    this.#interim = onInterim;
    signal.addEventListener("abort", () => {
      if (this.#listening === resolve) this.#listening = undefined;
      resolve(heardNothing("aborted"));
    });
    return promise;
  }

  /** Ends the playback that runs. */
  async played(end: PlaybackEnd = "ended"): Promise<void> {
    const playback = this.#playback;
    if (playback === undefined) throw new Error("nothing is played");
    this.#playback = undefined;
    playback(end);
    await settled();
  }

  /** Ends the listening that runs, with what was heard. */
  async hears(heard: Heard | string): Promise<void> {
    const listening = this.#listening;
    if (listening === undefined) throw new Error("nobody listens");
    this.#listening = undefined;
    listening(typeof heard === "string" ? heardText(heard) : heard);
    await settled();
  }

  /** Reports what is heard so far, also after the listening has ended. */
  interim(text: string): void {
    this.#interim?.(text);
  }
}

/** Waits until all promises that can resolve have. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}
