import { plainWords } from "./utterance.ts";

/** Words by which a person denies, asks, sets a condition or puts off. */
const doubts = new Set(
  `no not nope never nor none without cannot do don't doesn't didn't can't won't wouldn't shouldn't isn't
  disapprove disapproved wait hold stop cancel if unless until when whether after before but except only later
  tomorrow tonight today maybe perhaps should would could can what why who how which is are did was will
  question think hmm`.split(/\s+/u),
);

/** The words of the other answer, and of the same one with anything around it. */
const decisions = /^(?:approv|reject|den(?:y|ie)|declin)/u;

/**
 * Whether something that the recognizer considered speaks against an answer. Words that merely sound alike, such as
 * `a proof`, do not: they are how an approval is misheard.
 */
export function contradicts(other: string, answer: "approve" | "reject"): boolean {
  if (other.includes("?")) return true;
  const words = plainWords(other).split(" ");
  // The reason of a rejection can have any words but these.
  if (answer === "reject")
    return words.some((word) => /^(?:approv|don't$|not$|never$)/u.test(word));
  return words.some((word) => doubts.has(word) || decisions.test(word));
}
