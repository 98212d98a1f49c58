import type { Executor } from "@handsfree/query";
import type { Database, PendingActionState } from "@handsfree/schema";
import { graceOf, isStrong, type PolicyEffect } from "../effect.ts";
import { findParsed } from "./parsed-policies.ts";

/** An action, and the policy that judged it. */
export interface JudgedAction {
  readonly id: string;
  readonly state: PendingActionState;
  /** Null for the default. */
  readonly policyName: string | null;
  /** Null if there were no policies. */
  readonly policyVersion: number | null;
}

/** A policy's terms for the approvals of an action. */
export interface ApprovalTerms {
  /** Whether each approval must be confirmed by a passkey. */
  readonly isStrong: boolean;
  /** How many seconds after the last approval the action may be carried out; undefined for at once. */
  readonly graceSeconds: number | undefined;
}

/** The terms of actions that no policy judged, or that do not wait. */
export const plainTerms: ApprovalTerms = { isStrong: false, graceSeconds: undefined };

/** The terms of an effect. */
export function approvalTermsOf(effect: PolicyEffect): ApprovalTerms {
  return { isStrong: isStrong(effect), graceSeconds: graceOf(effect) };
}

/**
 * Finds what the policies say about the approvals of actions that wait. The policy that judged an action says so, in the
 * version that was judged by, as it says who is asked.
 *
 * @returns the terms by the ids of the actions. An action without an entry has `plainTerms`.
 */
export async function findApprovalTerms(
  db: Executor<Database>,
  actions: readonly JudgedAction[],
): Promise<ReadonlyMap<string, ApprovalTerms>> {
  const judged = actions.filter(
    ({ state, policyName, policyVersion }) =>
      state === "pending" && policyName !== null && policyVersion !== null,
  );
  if (judged.length === 0) return new Map();
  const terms = await findTermsByName(db, [
    ...new Set(judged.flatMap(({ policyVersion }) => policyVersion ?? [])),
  ]);
  return new Map(
    judged.flatMap(({ id, policyName, policyVersion }) => {
      const found = terms.get(policyVersion ?? 0)?.get(policyName ?? "");
      return found === undefined ? [] : [[id, found]];
    }),
  );
}

/** The terms of policies by their names, by the versions that have them. */
async function findTermsByName(
  db: Executor<Database>,
  versions: readonly number[],
): Promise<ReadonlyMap<number, ReadonlyMap<string, ApprovalTerms>>> {
  const rows = await db
    .selectFrom("action_policies")
    .select(["version", "policies_sha256 as sha256"])
    .where("version", "in", versions)
    .execute();
  const byVersion = new Map<number, ReadonlyMap<string, ApprovalTerms>>();
  for (const row of rows) {
    const policies = await findParsed(db, row);
    const terms = policies.map(({ name, effect }) => [name, approvalTermsOf(effect)] as const);
    byVersion.set(row.version, new Map(terms));
  }
  return byVersion;
}
