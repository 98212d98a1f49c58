import { hear } from "./hear.ts";
import { play } from "./play.ts";
import { findRecognition } from "./recognition.ts";
import type { Speech } from "./speech.ts";

/** Whether this browser can read aloud and listen. */
export function canSpeak(): boolean {
  return "speechSynthesis" in globalThis && findRecognition() !== undefined;
}

/** The voice and the ear of the browser (Web Speech API). They speak English, as the page does. */
export function webSpeech(): Speech {
  const language = navigator.languages.find((each) => /^en\b/iu.test(each)) ?? "en-US";
  return {
    speak: (text, signal) => play(text, language, signal),
    listen: async (onInterim, signal) => {
      const Recognition = findRecognition();
      if (Recognition === undefined) return { results: [], end: "failed" };
      return hear(new Recognition(), language, onInterim, signal);
    },
  };
}
