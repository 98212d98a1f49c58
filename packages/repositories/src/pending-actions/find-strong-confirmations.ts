import type { Executor } from "@handsfree/query";
import { type Database, pendingActionStates } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { findApprovalTerms } from "../policies/store/find-approval-terms.ts";
import { requireVersion } from "../policies/store/find-policies.ts";
import {
  requireList,
  requireObject,
  requireOneOf,
  requireString,
  requireUuid,
} from "../validate.ts";
import type { PendingAction } from "./action.ts";

/**
 * Finds those of the actions that wait for approvals which must be confirmed by a passkey, as the policy that asked says
 * (`confirmation: strong`).
 *
 * @returns the ids of these actions.
 * @throws {InvalidInputError} naming the field.
 */
export async function findStrongConfirmations(
  db: Executor<Database>,
  actions: readonly Pick<PendingAction, "id" | "state" | "policyName" | "policyVersion">[],
): Promise<ReadonlySet<string>> {
  requireCall(db);
  const asked = requireList("actions", actions).map((action) => {
    const { id, state, policyName, policyVersion } = requireObject("actions", action);
    return {
      id: requireUuid("id", id),
      state: requireOneOf("state", state, pendingActionStates),
      policyName: policyName === null ? null : requireString("policyName", policyName),
      policyVersion: policyVersion === null ? null : requireVersion("policyVersion", policyVersion),
    };
  });
  const terms = await findApprovalTerms(db, asked);
  return new Set([...terms].flatMap(([id, { isStrong }]) => (isStrong ? id : [])));
}
