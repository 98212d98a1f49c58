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

/** Options of `removeLogContents`. */
export interface RemovalOptions {
  /** True also replaces the user of the rows by the nil UUID. Default false. */
  readonly anonymize?: boolean | undefined;
  /** An Ed25519 key that signs the entry. Without it, the next signed seal covers it. */
  readonly privateKey?: KeyObject | undefined;
}

/** The result of a removal. */
export interface RemovedContents {
  /** The number of changed rows. */
  readonly count: number;
  /** The number of the entry in the audit trail; undefined if there was nothing to remove. */
  readonly entry: number | undefined;
}

/**
 * Removes target, request, result and idempotency key from action logs, and records that in the audit trail in the same
 * transaction. The type, the time and `ok` stay, and so does the hash for the seal. Deleted rows, and rows without
 * content, are skipped. An anonymized row stays anonymized. Idempotency keys are free afterwards, except the key of an
 * unfinished run, which is only freed if its user is removed too.
 *
 * @param logs `ids` are UUIDs of up to 1000 action logs, of any users.
 * @throws {InvalidInputError} for more ids, an id that is not a UUID, or a key that is not an Ed25519 key.
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
      `must be a list of at most ${auditLimits.removal} ids, got ${ids.length}`,
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

/** The hash of a leaf of a removal's tree. The leaves are sorted by id. */
export function removalHash(id: string, anonymized: boolean): string {
  return leafHash("audit_removal", [id, anonymized]);
}

/** Finds the removals that are left, sorted by id. Contents are read in batches that fit in memory. */
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

/** Checks the content itself, since the mark `removal` alone must not protect content from removal. */
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
  // As lists, since a thousand rows of single parameters take ten times as long. All parameters are in FROM, since
  // DuckDB numbers them before those of SET.
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
      // An unfinished run needs its key, and frees it when it ends. Its row in action_runs holds the key too.
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
