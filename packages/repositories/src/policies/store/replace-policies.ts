import { type Executor, inTransaction, insertRow } from "@handsfree/query";
import type { ActionPolicyRow, Database } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { insertActionLog } from "../../action-logs/record.ts";
import { changedRows } from "../../changed-rows.ts";
import { atOneInstant, type Context, requireCall, systemContext } from "../../context.ts";
import { type Actor, optionalActor } from "../../identity/actor.ts";
import { nilUser } from "../../person.ts";
import { retried } from "../../retried.ts";
import { sha256 } from "../../token.ts";
import { requireObject } from "../../validate.ts";
import type { Policy } from "../policy.ts";
import { parsePolicies } from "../text/parse.ts";
import { requireVersion } from "./find-policies.ts";
import { type StoredPolicies, toVersion } from "./stored-policies.ts";
import { findUnknownGroups } from "./unknown-groups.ts";

/** New policies, in place of all present ones. */
export interface NewPolicies extends Actor {
  /** The text form of `parsePolicies`. It is stored as it is, so it must hold no secret. */
  readonly text: string;
  /** The version that the text was made from; null if none was ever stored. */
  readonly basedOn: number | null;
}

/**
 * The outcome of a replacement:
 *
 * - `replaced`: the policies hold for all proposals from now on.
 * - `changed_meanwhile`: the version that holds is another one than `basedOn`. Nothing is written.
 * - `unknown_group`: the policies name a group that does not exist. Nothing is written.
 */
export type ReplacedPolicies =
  | { readonly outcome: "replaced"; readonly policies: StoredPolicies }
  | { readonly outcome: "changed_meanwhile"; readonly version: number | null }
  | { readonly outcome: "unknown_group"; readonly group: string };

/**
 * Stores a new version of the policies, and records that in the same transaction. Of concurrent callers one wins. Actions
 * that wait keep what was decided when they were proposed.
 *
 * @throws {InvalidInputError} naming the field, the policy and the line.
 */
export async function replacePolicies(
  db: Executor<Database>,
  input: NewPolicies,
  context: Context = systemContext,
): Promise<ReplacedPolicies> {
  requireCall(db, context);
  const { text, basedOn } = requireObject("input", input);
  const policies = parsePolicies(text);
  const before = basedOn === null ? 0 : requireVersion("basedOn", basedOn);
  const by = optionalActor(input);
  const stopped = atOneInstant(context);
  const row: ActionPolicyRow = {
    version: before + 1,
    policies: text,
    policies_sha256: sha256(text),
    created_at: stopped.now(),
    created_by: by,
    replaced_at: null,
  };
  return retried(db, () =>
    inTransaction(db, async (transaction): Promise<ReplacedPolicies> => {
      const [group] = await findUnknownGroups(transaction, groupsOf(policies));
      if (group !== undefined) return { outcome: "unknown_group", group };
      if (!(await takePlace(transaction, row))) {
        return { outcome: "changed_meanwhile", version: await findNewest(transaction) };
      }
      const result = {
        by,
        version: row.version,
        policies: policies.length,
        sha256: row.policies_sha256,
      };
      const log = { userId: nilUser, actionType: "policies.replaced", ok: true, result } as const;
      await transaction.executeQuery(insertActionLog(transaction, log, stopped).compile());
      return { outcome: "replaced", policies: { ...toVersion(row), text } };
    }),
  );
}

/** The groups that policies ask, or escalate to. */
function groupsOf(policies: readonly Policy[]): string[] {
  return policies.flatMap(({ effect }) => {
    if (effect.kind !== "ask" || effect.whom === "as_proposed") return [];
    const { whom, onExpiry } = effect;
    return [
      ...("group" in whom ? [whom.group] : []),
      ...(onExpiry.kind === "escalate" ? [onExpiry.group] : []),
    ];
  });
}

/** @returns whether the version before held until now. */
async function takePlace(
  transaction: Transaction<Database>,
  row: ActionPolicyRow,
): Promise<boolean> {
  if (row.version > 1) {
    const ended = transaction
      .updateTable("action_policies")
      .set({ replaced_at: row.created_at })
      .where("version", "=", row.version - 1)
      .where("replaced_at", "is", null);
    if ((await changedRows(ended)) === 0) return false;
  }
  return insertRow(transaction, "action_policies", row, "version");
}

async function findNewest(transaction: Transaction<Database>): Promise<number | null> {
  const newest = await transaction
    .selectFrom("action_policies")
    .select("version")
    .where("replaced_at", "is", null)
    .executeTakeFirst();
  return newest?.version ?? null;
}
