import type { Database, DecisionSurface, PendingActionRow, UserRole } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { findServiceNames } from "../identity/service-names.ts";
import type { PolicyExplanation } from "../policies/explanation.ts";
import { type Judgment, judgeProposals } from "../policies/store/judge-proposals.ts";
import { termsOfAsk } from "../policies/terms.ts";
import { type PendingAction, toPendingAction } from "./action.ts";
import { actionBytes } from "./action-bytes.ts";
import { digestQuestion } from "./digest.ts";
import { rowOfTerms } from "./judged-proposal.ts";

/** A valid edit of one person. */
export interface AskedEdit {
  readonly id: string;
  readonly userId: string;
  readonly role: UserRole;
  readonly surface: DecisionSurface;
  /** The digest that the person was shown. */
  readonly shown: string;
  /** The JSON text of the new payload. */
  readonly payload: string;
  readonly canonicalPayload: string;
  readonly reason: string | null;
}

/** An action with the next version of its payload. */
export interface EditedAction {
  readonly action: PendingAction;
  /** The changed columns. */
  readonly set: Partial<Omit<PendingActionRow, "id" | "created_at">>;
  readonly explanation: PolicyExplanation;
}

/** Makes the next version, and asks the policies about it. @returns the reason if a policy denies it. */
export async function editAction(
  transaction: Transaction<Database>,
  row: PendingActionRow,
  { userId, payload, canonicalPayload }: AskedEdit,
  now: Date,
): Promise<EditedAction | { readonly denied: string }> {
  const judgment = await judge(transaction, row, payload);
  const { effect, policy, version, explanation } = judgment;
  if (effect.kind === "deny") return { denied: effect.reason };
  const before = toPendingAction(row);
  const changed = {
    action_payload: payload,
    version: before.version + 1,
    edited_by: userId,
    approvals: 0,
    // It was made of the version before.
    preview: null,
    content_bytes: actionBytes({ ...row, action_payload: payload, preview: null }),
    policy_name: policy,
    policy_version: version,
  };
  const set = { ...changed, ...newTerms({ ...row, ...changed }, before, judgment, now) };
  const next = toPendingAction({ ...row, ...set });
  const payload_digest = digestQuestion(next, canonicalPayload);
  return {
    action: { ...next, payloadDigest: payload_digest },
    set: { ...set, payload_digest },
    explanation,
  };
}

async function judge(
  transaction: Transaction<Database>,
  row: PendingActionRow,
  actionPayloadJson: string,
): Promise<Judgment> {
  const { user_id: userId, action_type: actionType, repository, service_id } = row;
  const names = await findServiceNames(transaction, service_id === null ? [] : [service_id]);
  const service = names.get(service_id ?? "") ?? null;
  const proposal = { userId, actionType, actionPayloadJson, repository, service };
  const [judgment] = await judgeProposals(transaction, [proposal]);
  return judgment as Judgment;
}

/** The terms of a policy that asks and did not ask before. Otherwise those stay that the action has. */
function newTerms(
  row: PendingActionRow,
  before: PendingAction,
  { effect, policy, version }: Judgment,
  now: Date,
): Partial<Omit<PendingActionRow, "id" | "created_at">> {
  const isSame = policy === before.policyName && version === before.policyVersion;
  if (isSame || effect.kind !== "ask") return {};
  const terms = termsOfAsk(effect, before, now);
  return terms === before ? {} : { ...rowOfTerms(row, terms), escalated_at: null };
}
