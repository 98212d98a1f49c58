import { HandsFreeProblem } from "@handsfree/client";
import type { PendingActionJson } from "@handsfree/wire/pending-actions";
import { describeError } from "../components/error-state/describe-error.ts";

/** What became of a decision, in words. */
export interface OutcomeWords {
  readonly isGood: boolean;
  readonly title: string;
  readonly detail: string | undefined;
}

const words: Readonly<Record<string, readonly [title: string, detail: string]>> = {
  already_decided: [
    "It was decided before",
    "Another surface was first. You need to do nothing more.",
  ],
  already_approved: ["You approved it before", "Other people must approve it too."],
  digest_mismatch: [
    "It changed meanwhile",
    "What you saw is no longer what waits. Look at it as it is now, and decide again.",
  ],
  expired: ["It expired", "No one decided in time. It can be proposed again."],
  not_found: ["It is gone", "It was removed, or is no longer shown to you."],
  proposer_cannot_approve: [
    "Another person must approve it",
    "You proposed it or edited it last, and this action needs another person.",
  ],
  strong_confirmation_needed: [
    "It takes your passkey",
    "Its policy wants you to sign in with a passkey right before you approve it on the page. A rejection needs none.",
  ],
  may_not_decide: ["You are not asked", "You may see this action, and others decide it."],
  not_confirmed: ["There is nothing to undo", "It is not approved any more."],
  too_late: ["It is too late to undo it", "It may be carried out, or was."],
  not_editable: ["It cannot be edited", "Reject it, and let it be proposed as it should be."],
  unchanged: ["Nothing changed", "The action has these arguments already."],
  too_many_versions: ["It was edited too often", "Reject it, and let it be proposed anew."],
  too_few_approvers: [
    "Too few people could approve it",
    "Who edits it does not approve it, and then no approver is left. Reject it instead.",
  ],
};

const states: Readonly<Record<string, string>> = {
  confirmed: "approved",
  executing: "approved",
  succeeded: "approved and carried out",
  failed: "approved, and failed",
};

/** How a person speaks of a state that was reached. */
export function stateWord(state: string): string {
  return states[state] ?? state;
}

/** What became of one of several decisions. */
export function wordsOfOutcome(
  outcome: string,
  missing: number | null,
  action: PendingActionJson | null,
): OutcomeWords {
  if (outcome === "confirmed") return { isGood: true, title: "Approved", detail: undefined };
  if (outcome === "rejected") return { isGood: true, title: "Rejected", detail: undefined };
  if (outcome === "cancelled") return { isGood: true, title: "Withdrawn", detail: undefined };
  if (outcome === "approved") {
    const people = missing === 1 ? "one more person" : `${missing ?? "some"} more people`;
    return { isGood: true, title: "Your approval counts", detail: `It needs ${people}.` };
  }
  const [title, detail] = words[outcome] ?? [outcome.replaceAll("_", " "), ""];
  const hasState = outcome === "already_decided" && action !== null;
  return { isGood: false, title, detail: hasState ? `It was ${stateWord(action.state)}.` : detail };
}

/** Why a decision did not count. */
export function wordsOfFailure(error: unknown): OutcomeWords {
  if (error instanceof HandsFreeProblem && words[error.code] !== undefined) {
    const action = error.members["action"] as PendingActionJson | undefined;
    return wordsOfOutcome(error.code, null, action ?? null);
  }
  const { title, detail } = describeError(error);
  return { isGood: false, title, detail };
}
