import type { Executor } from "@handsfree/query";
import type { Database, PendingActionState } from "@handsfree/schema";
import { isStrong } from "../effect.ts";
import { findParsed } from "./parsed-policies.ts";

/** An action, and the policy that asked about it. */
export interface JudgedAction {
  readonly id: string;
  readonly state: PendingActionState;
  /** Null for the default. */
  readonly policyName: string | null;
  /** Null if there were no policies. */
  readonly policyVersion: number | null;
}

/**
 * Finds the actions that wait, and whose approvals must be confirmed by a passkey. The policy that asked says so, in the
 * version that was judged by, as it says who is asked.
 *
 * @returns their ids.
 */
export async function findStrong(
  db: Executor<Database>,
  actions: readonly JudgedAction[],
): Promise<ReadonlySet<string>> {
  const judged = actions.filter(
    ({ state, policyName, policyVersion }) =>
      state === "pending" && policyName !== null && policyVersion !== null,
  );
  if (judged.length === 0) return new Set();
  const strong = await findStrongNames(db, [
    ...new Set(judged.flatMap(({ policyVersion }) => policyVersion ?? [])),
  ]);
  return new Set(
    judged.flatMap(({ id, policyName, policyVersion }) =>
      strong.get(policyVersion ?? 0)?.has(policyName ?? "") === true ? id : [],
    ),
  );
}

/** The names of such policies, by the versions that have them. */
async function findStrongNames(
  db: Executor<Database>,
  versions: readonly number[],
): Promise<ReadonlyMap<number, ReadonlySet<string>>> {
  const rows = await db
    .selectFrom("action_policies")
    .select(["version", "policies_sha256 as sha256"])
    .where("version", "in", versions)
    .execute();
  const names = new Map<number, ReadonlySet<string>>();
  for (const row of rows) {
    const policies = await findParsed(db, row);
    names.set(
      row.version,
      new Set(policies.flatMap(({ name, effect }) => (isStrong(effect) ? name : []))),
    );
  }
  return names;
}
