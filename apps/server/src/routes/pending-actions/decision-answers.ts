import type {
  Cancellation,
  Edit,
  PendingAction,
  Preview,
  TakeBack,
} from "@handsfree/repositories/pending-actions";
import { type DecidedActionJson, renderActionOutcome } from "@handsfree/wire/pending-actions";
import { exactText } from "../../http/exact-text.ts";
import { Problem } from "../../http/problem.ts";

/**
 * The answer to a decision that ended the waiting.
 *
 * @throws {Problem} for any other.
 */
export function renderDecided(decision: Cancellation): DecidedActionJson {
  const { outcome } = decision;
  if (outcome !== "confirmed" && outcome !== "cancelled" && outcome !== "rejected") {
    throw refuseDecision(decision);
  }
  const { action } = renderActionOutcome(decision, exactText);
  return { outcome, action };
}

/** An outcome without an effect. */
type RefusedDecision = Exclude<
  Cancellation | Edit | Preview | TakeBack,
  { readonly outcome: EffectiveOutcome | "denied_by_policy" }
>;

/** The outcomes with an effect. */
type EffectiveOutcome =
  | "confirmed"
  | "cancelled"
  | "rejected"
  | "edited"
  | "previewed"
  | "taken_back";

/** The problem of a decision, or an edit, that does not count. Most of them have the action as it is now. */
export function refuseDecision(refused: RefusedDecision): Problem {
  if (refused.outcome === "not_found") {
    const { outcome } = refused;
    return new Problem(404, outcome, "the caller has no such action", { outcome });
  }
  const { outcome } = refused;
  const { action } = renderActionOutcome(refused, exactText);
  // Not one of the outcomes with an effect, which the type of a union with several outcomes a member cannot exclude.
  const code = outcome as RefusalOutcome;
  const { status, detail } = refusals[code];
  return new Problem(status, code, detail(refused.action), { outcome, action });
}

interface Refusal {
  readonly status: number;
  readonly detail: (action: PendingAction) => string;
}

type RefusalOutcome = Exclude<
  Cancellation["outcome"] | Edit["outcome"] | Preview["outcome"] | TakeBack["outcome"],
  EffectiveOutcome | "denied_by_policy" | "not_found"
>;

/** The reasons why a decision does not count. An outcome without a row does not compile. */
const refusals: Readonly<Record<RefusalOutcome, Refusal>> = {
  already_decided: { status: 409, detail: ({ state }) => `the action was ${state} before` },
  already_approved: {
    status: 409,
    detail: () => "the caller approved the action before; other people must approve it too",
  },
  digest_mismatch: {
    status: 409,
    detail: () =>
      "the action differs from the one that was shown or proposed; show it again, or propose it anew",
  },
  proposer_cannot_approve: {
    status: 403,
    detail: () => "the caller made what waits for approval, so another person must approve it",
  },
  strong_confirmation_needed: {
    status: 403,
    detail: () =>
      "the policy wants a passkey; sign in with one, and approve it on a page within 5 minutes",
  },
  may_not_decide: {
    status: 403,
    detail: () => "the caller may see the action and is not asked to decide it",
  },
  not_editable: { status: 409, detail: () => "the payload of this action cannot be changed" },
  unchanged: { status: 409, detail: () => "the action has this payload already" },
  too_many_versions: {
    status: 409,
    detail: () => "the action has as many versions as it may have; propose another one",
  },
  too_few_approvers: {
    status: 409,
    detail: () => "too few people could approve the changed action; propose another one",
  },
  not_confirmed: {
    status: 409,
    detail: ({ state }) => `the action is ${state}, so there is no approval to take back`,
  },
  too_late: {
    status: 409,
    detail: ({ state }) =>
      state === "confirmed"
        ? "the action may be carried out, so its approval cannot be taken back any more"
        : `the action is ${state}, so its approval cannot be taken back any more`,
  },
  version_mismatch: {
    status: 409,
    detail: ({ version }) => `the payload was edited; the action has version ${version} now`,
  },
  expired: { status: 410, detail: () => "the action expired undecided; propose it again" },
};
