import type { HandsFreeConnectionError, HandsFreeProblem } from "@handsfree/client";
import type { Action, Refusal, RefusedCall } from "./permission.ts";

const words: Readonly<Record<Exclude<Refusal, "unavailable" | "too_many_open">, string>> = {
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

/** Refuses a call because the server did not answer, or answered with a problem. */
export function refuseFailure(error: HandsFreeProblem | HandsFreeConnectionError): RefusedCall {
  const isFull = error.code === "too_many_open";
  const reason = isFull
    ? `Too many questions wait for people, so the call did not run: ${error.message}.`
    : `HandsFree could not be asked, so the call did not run: ${error.message}. Check that the server runs and that the key is valid, then make the same call again.`;
  return {
    granted: false,
    refusal: isFull ? "too_many_open" : "unavailable",
    reason,
    actionId: null,
  };
}
