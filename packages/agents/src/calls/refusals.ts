import { HandsFreeConnectionError, HandsFreeProblem } from "@handsfree/client";
import type { Action, Refusal, RefusedCall } from "./permission.ts";

const words: Readonly<Record<Exclude<Refusal, keyof typeof failures>, string>> = {
  denied: "A policy denies this call.",
  rejected: "A person rejected this call.",
  withdrawn: "This call was withdrawn.",
  expired:
    "The question expired without an answer, so the call did not run. Make the same call to ask again.",
  unanswered:
    "No one has answered yet, so the call did not run. The question stays open: make the same call again to go on waiting, and it runs once it is approved.",
  begun:
    "This call was approved and has begun already, so it does not run again. Look at what it did before you ask for it anew.",
};

/** Refuses a call for which there is an action. */
export function refuse(
  refusal: keyof typeof words,
  { id, decision_reason }: Pick<Action, "id" | "decision_reason">,
): RefusedCall {
  const reason =
    decision_reason === null ? words[refusal] : `${words[refusal]} Reason: ${decision_reason}`;
  return { granted: false, refusal, reason, actionId: id };
}

/** Refuses a call whose action cannot be run, or not again. */
export function refuseEnded(action: Action): RefusedCall {
  switch (action.state) {
    case "denied":
    case "rejected":
    case "expired":
      return refuse(action.state, action);
    case "cancelled":
      return refuse(action.decided_by === null ? "withdrawn" : "rejected", action);
    case "pending":
      return refuse("unanswered", action);
    default:
      return refuse("begun", action);
  }
}

/**
 * Lets a failure of the server be a refusal.
 *
 * @param action what is known of the call so far.
 * @throws the reason of the signal when it is aborted.
 */
export async function orRefuse<Answer>(
  action: Action | undefined,
  signal: AbortSignal | undefined,
  call: () => Promise<Answer>,
): Promise<Answer | RefusedCall> {
  try {
    return await call();
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof HandsFreeProblem || error instanceof HandsFreeConnectionError) {
      return refuseFailure(error, action);
    }
    throw error;
  }
}

/** Refuses a call because the server did not answer, or answered with a problem. */
function refuseFailure(
  error: HandsFreeProblem | HandsFreeConnectionError,
  action: Pick<Action, "id"> | undefined,
): RefusedCall {
  const refusal = refusalOf(error);
  const isReused = error.code === "key_reused";
  const reason = failures[refusal](isReused ? otherQuestion : error.message);
  return { granted: false, refusal, reason, actionId: action?.id ?? null };
}

const otherQuestion =
  "the same call was asked about with another summary, repository or time to answer, and that question must end first";

const failures = {
  too_many_open: (message: string) =>
    `Too many questions wait for people, so the call did not run: ${message}.`,
  invalid: (message: string) =>
    `HandsFree does not take the question, so the call did not run: ${message}.`,
  unavailable: (message: string) =>
    `HandsFree could not be asked, so the call did not run: ${message}. Check that the server runs and that the key is valid, then make the same call again.`,
};

function refusalOf(error: HandsFreeProblem | HandsFreeConnectionError): keyof typeof failures {
  if (error.code === "too_many_open") return "too_many_open";
  const status = "status" in error ? error.status : 0;
  return [400, 413, 422].includes(status) ? "invalid" : "unavailable";
}
