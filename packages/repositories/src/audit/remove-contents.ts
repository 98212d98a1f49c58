import type { KeyObject } from "node:crypto";
import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql, type Transaction } from "kysely";
import { runStarted } from "../action-logs/key-holder.ts";
import { type Context, requireCall, systemContext } from "../context.ts";
import { ifGiven, requireBoolean, requireList, requireObject, requireUuid } from "../validate.ts";
import { appendEntry, changeChain } from "./chain.ts";
import { auditLimits } from "./limits.ts";
import { loggedKey, readLoggedRows } from "./logged-rows.ts";
import { leafHash, merkleRoot } from "./merkle.ts";
import { hasContent, isAnonymous, type LoggedRow, nil, remainsOf } from "./row-hash.ts";
import { requirePrivateKey } from "./signature.ts";

/** How the contents of action logs are removed. */
export interface RemovalOptions {
  /** Whether the rows' user goes too, and becomes the nil UUID. Default false. */
  readonly anonymize?: boolean | undefined;
  /** An Ed25519 key to sign the entry with. Without one the next signed seal covers it. */
  readonly privateKey?: KeyObject | undefined;
}

/** What was removed. */
export interface RemovedContents {
  /** Of how many rows. */
  readonly count: number;
  /** The number of the entry in the audit trail; undefined where there was nothing to remove. */
  readonly entry: number | undefined;
}

/**
 * Removes from action logs what was done to what, in which words and with which result, and puts that on
 * record in the audit trail, in the same transaction. Which type of action it was, when, and whether it came
 * about stay. Rows keep the hash that they are sealed by, or will be. Rows that are there no more, or have
 * nothing left to remove, are passed over; what was anonymized stays so. Idempotency keys go too, and are
 * free; but as long as a run has not ended, its key is only given up together with its user.
 *
 * @param ids UUIDs of at most 1000 action logs, of whichever user.
 * @throws {InvalidInputError} for more of them, or one that is no UUID, or a key that is not of Ed25519.
 */
export async function removeLogContents(
  db: Executor<Database>,
  logs: { readonly ids: readonly string[] },
  options: RemovalOptions = {},
  context: Context = systemContext,
): Promise<RemovedContents> {
  requireCall(db, context);
  const ids = requireList("ids", requireObject("logs", logs).ids);
  const { anonymize = false, privateKey } = requireObject("options", options);
  if (ids.length > auditLimits.removal) {
    throw new InvalidInputError(
      "ids",
      `has ${ids.length} items; give at most ${auditLimits.removal}`,
    );
  }
  requireBoolean("anonymize", anonymize);
  ifGiven("privateKey", privateKey, requirePrivateKey);
  const wanted = [...new Set(ids.map((id) => requireUuid("ids", id)))];
  if (wanted.length === 0) return { count: 0, entry: undefined };
  return changeChain(db, async (transaction, last) => {
    const removals = await findRemovals(transaction, wanted, anonymize);
    if (removals.length === 0) return { count: 0, entry: undefined };
    const { number } = await appendEntry(
      transaction,
      last,
      {
        kind: "removal",
        count: removals.length,
        firstAt: null,
        lastAt: null,
        firstNumber: null,
        lastNumber: null,
        root: merkleRoot(removals.map(({ id, anonymized }) => removalHash(id, anonymized))),
      },
      privateKey,
      context,
    );
    await recordRemovals(transaction, number, removals);
    return { count: removals.length, entry: number };
  });
}

/** The leaf of a removal's tree. The leaves are in the order of the ids. */
export function removalHash(id: string, anonymized: boolean): string {
  return leafHash("audit_removal", [id, anonymized]);
}

/** What is left to remove, by the rows' ids. Of their contents only some are in memory at a time. */
async function findRemovals(
  transaction: Transaction<Database>,
  ids: readonly string[],
  anonymize: boolean,
): Promise<Removal[]> {
  const keys = await transaction
    .selectFrom("action_logs")
    .select(loggedKey)
    .where("id", "in", sql<string>`(select unnest(cast(${ids} as uuid[])))`)
    .orderBy("created_at")
    .execute();
  const removals: Removal[] = [];
  for await (const row of readLoggedRows(transaction, keys)) {
    if (!isLeftToRemove(row, anonymize)) continue;
    const remains = remainsOf(row, { anonymize });
    removals.push({ id: row.id, ...remains, anonymized: remains.content_salt === nil });
  }
  return removals.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** By what is there, not by what the row says of itself: no mark may keep content from being removed. */
function isLeftToRemove(row: LoggedRow, anonymize: boolean): boolean {
  if (row.removal === null || hasContent(row)) return true;
  return anonymize && (row.user_id !== nil || !isAnonymous(row));
}

interface Removal {
  readonly id: string;
  readonly content_salt: string;
  readonly content_digest: string;
  readonly anonymized: boolean;
}

async function recordRemovals(
  transaction: Transaction<Database>,
  number: number,
  removals: readonly Removal[],
): Promise<void> {
  const list = <Key extends keyof Removal>(key: Key): Removal[Key][] =>
    removals.map((removal) => removal[key]);
  // As lists, since a thousand rows of single parameters take ten times as long. All parameters are here,
  // since DuckDB counts those of FROM before those of SET.
  const removed = sql<Removal & { number: number }>`(select
    cast(${number} as int) as number,
    unnest(cast(${list("id")} as uuid[])) as id,
    unnest(cast(${list("content_salt")} as uuid[])) as content_salt,
    unnest(cast(${list("content_digest")} as varchar[])) as content_digest,
    unnest(cast(${list("anonymized")} as boolean[])) as anonymized)`.as<"removed">("removed");
  await transaction
    .updateTable("action_logs")
    .from(removed)
    .set((row) => ({
      user_id: sql<string>`case when ${row.ref("removed.anonymized")} then uuid ${sql.lit(nil)} else ${row.ref("action_logs.user_id")} end`,
      target: sql`null`,
      request: sql`null`,
      result: sql`null`,
      idempotency_key: sql`null`,
      // A run that has not ended needs its key, and gives it up itself; its row in action_runs says which it is.
      owned_key: sql`case when ${row.ref("action_logs.action_type")} = ${sql.lit(runStarted)} and not ${row.ref("removed.anonymized")} then ${row.ref("action_logs.owned_key")} end`,
      key_expires_at: sql`null`,
      request_digest: sql`null`,
      content_salt: row.ref("removed.content_salt"),
      content_digest: row.ref("removed.content_digest"),
      removal: row.ref("removed.number"),
      content_bytes: sql`0`,
    }))
    .whereRef("action_logs.id", "=", "removed.id")
    .execute();
  await transaction
    .insertInto("audit_removals")
    .columns(["log_id", "number", "anonymized"])
    .expression((insert) => insert.selectFrom(removed).select(["id", "number", "anonymized"]))
    .execute();
}
