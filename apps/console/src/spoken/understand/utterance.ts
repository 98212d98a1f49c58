import type { HeardResult } from "../speech/speech.ts";

/** Below this a recognizer guesses. Engines that do not know how sure they are say 0, which is below it too. */
const leastConfidence = 0.6;
/** Longer than any answer with its reason. */
const longest = 300;

/** What was heard from beginning to end. */
export interface Utterance {
  readonly text: string;
  /** What the recognizer considered besides, of any part of it. */
  readonly others: readonly string[];
}

/** Puts the parts together; undefined for what cannot be an answer: unfinished, too uncertain, empty or too long. */
export function readUtterance(heard: readonly HeardResult[]): Utterance | undefined {
  const likeliest = heard.map(({ alternatives: [first] }) => first);
  const isCertain = likeliest.every(
    (first) => first !== undefined && first.confidence >= leastConfidence,
  );
  if (!isCertain || heard.some(({ isFinal }) => !isFinal)) return undefined;
  const text = likeliest.map((first) => first?.transcript.trim()).join(" ");
  if (text.trim() === "" || text.length > longest) return undefined;
  const others = heard.flatMap(({ alternatives }) =>
    alternatives.slice(1).map(({ transcript }) => transcript),
  );
  return { text, others };
}

/** The words in lower case, without the punctuation that recognizers add. Everything else stays, so it matches nothing. */
export function plainWords(text: string): string {
  return text
    .toLowerCase()
    .replaceAll("\u2019", "'")
    .replaceAll(/[.,;:!?]+(?=\s|$)/gu, " ")
    .replaceAll(/\s+/gu, " ")
    .trim();
}
