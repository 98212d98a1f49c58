import type { HeardResult } from "../speech/speech.ts";
import { contradicts } from "./contradicts.ts";
import { approvals, rejections, requests } from "./phrases.ts";
import { plainWords, readUtterance } from "./utterance.ts";

/** What a person is taken to mean. Only `approve` and `reject` are answers to the question. */
export type Understood =
  | { readonly intent: "approve" }
  | { readonly intent: "reject"; readonly reason: string | null }
  | { readonly intent: "wait" | "repeat" | "details" | "unsure" };

/** A decision that a person can speak. */
export type SpokenAnswer = Extract<Understood, { readonly intent: "approve" | "reject" }>;

const unsure: Understood = { intent: "unsure" };

/**
 * Takes an utterance for what it says, or for `unsure`. An utterance approves only if it is one of a short list of
 * approvals as a whole, was heard with confidence, and nothing else that the recognizer considered speaks against it.
 */
export function understand(heard: readonly HeardResult[]): Understood {
  const utterance = readUtterance(heard);
  if (utterance === undefined) return unsure;
  const understood = understandText(utterance.text);
  if (understood.intent !== "approve" && understood.intent !== "reject") return understood;
  const isDoubtful = utterance.others.some((other) => isOtherAnswer(understood, other));
  return isDoubtful ? unsure : understood;
}

/** Whether a person confirms the answer that was repeated to them. Only `yes`, alone or with the answer, does. */
export function isClearYes(heard: readonly HeardResult[], { intent }: SpokenAnswer): boolean {
  const utterance = readUtterance(heard);
  if (utterance === undefined) return false;
  const isYes = (text: string): boolean =>
    ["yes", "yes please", `yes ${intent}`, `yes ${intent} it`, `yes i ${intent}`].includes(
      plainWords(text),
    ) && !text.includes("?");
  return (
    isYes(utterance.text) &&
    utterance.others.every((other) => isYes(other) || !contradicts(other, intent))
  );
}

function isOtherAnswer(answer: SpokenAnswer, other: string): boolean {
  const { intent } = understandText(other);
  if (intent === answer.intent) return false;
  return intent !== "unsure" || contradicts(other, answer.intent);
}

function understandText(text: string): Understood {
  const words = plainWords(text);
  for (const intent of ["wait", "repeat", "details"] as const) {
    if (requests[intent].has(words)) return { intent };
  }
  // A question is never an answer.
  if (text.includes("?")) return unsure;
  if (approvals.has(words)) return { intent: "approve" };
  if (rejections.has(words)) return { intent: "reject", reason: null };
  return understandReason(text);
}

/** A rejection with a reason, such as `reject it because the tests fail`. */
function understandReason(text: string): Understood {
  const [, decision = "", reason = ""] = /^(.+?)[\s,;:.]+because\s+(.+)$/isu.exec(text) ?? [];
  if (!rejections.has(plainWords(decision))) return unsure;
  const words = plainWords(reason);
  // A reason that speaks of decisions may take back what was said before it.
  const isSecondThought =
    /\b(?:approv\w*|reject\w*|den(?:y|ied)|declined?|never ?mind|actually|scratch that|kidding)\b/u;
  if (words === "" || isSecondThought.test(words)) return unsure;
  return { intent: "reject", reason: reason.replace(/^of\s+/iu, "").trim() };
}
