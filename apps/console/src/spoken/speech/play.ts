import { sentences } from "./sentences.ts";
import type { PlaybackEnd } from "./speech.ts";

/** In milliseconds. A slow voice takes about 100 for a character; an engine that takes so much longer says nothing. */
const mostPerSentence = 15_000;
const mostPerCharacter = 200;
/** In milliseconds: a loudspeaker plays a little longer than the engine says. */
const echo = 250;

/** Reads a text aloud, sentence by sentence. It resolves when nothing of it is played any more. */
export async function play(
  text: string,
  language: string,
  signal: AbortSignal,
): Promise<PlaybackEnd> {
  // Another page, or an earlier visit, can have left the queue paused or full.
  speechSynthesis.cancel();
  speechSynthesis.resume();
  for (const sentence of sentences(text)) {
    const end = await playSentence(sentence, language, signal);
    if (end !== "ended") return end;
  }
  await new Promise((resolve) => {
    setTimeout(resolve, echo);
  });
  return signal.aborted ? "cancelled" : "ended";
}

/** Lets later playbacks begin without a tap: WebKit wants the first one to come from a tap. */
export function unlockPlayback(): void {
  speechSynthesis.speak(new SpeechSynthesisUtterance(""));
}

async function playSentence(
  text: string,
  language: string,
  signal: AbortSignal,
): Promise<PlaybackEnd> {
  if (signal.aborted) return "cancelled";
  const { promise, resolve } = Promise.withResolvers<PlaybackEnd>();
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.lang = language;
  let hasBegun = false;
  utterance.addEventListener("start", () => {
    hasBegun = true;
  });
  // An engine that cannot play can end without having begun.
  utterance.addEventListener("end", () => resolve(hasBegun ? "ended" : "failed"));
  utterance.addEventListener("error", ({ error }) =>
    resolve(error === "interrupted" || error === "canceled" ? "cancelled" : "failed"),
  );
  const stop = (): void => {
    resolve("cancelled");
    speechSynthesis.cancel();
  };
  signal.addEventListener("abort", stop);
  const timer = setTimeout(
    () => {
      resolve("failed");
      speechSynthesis.cancel();
    },
    mostPerSentence + mostPerCharacter * text.length,
  );
  speechSynthesis.speak(utterance);
  const end = await promise;
  clearTimeout(timer);
  signal.removeEventListener("abort", stop);
  // Chrome collects an utterance to which nothing refers, and then never says that it ended.
  return utterance.text === text ? end : "failed";
}
