import type { KeyObject } from "node:crypto";
import { DatabaseError, engineOf, type Executor, inTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql, type Transaction } from "kysely";
import type { Context } from "../context.ts";
import { type AuditEntry, type EntryContent, hashEntry, selectEntries, toEntry } from "./entry.ts";
import { exactTimeOf, timeValue } from "./exact-time.ts";
import { keyIdOf, signHash } from "./signature.ts";
import { retried } from "../retried.ts";

export async function findLastEntry(db: Executor<Database>): Promise<AuditEntry | undefined> {
  const row = await selectEntries(db).orderBy("number", "desc").limit(1).executeTakeFirst();
  return row && toEntry(row);
}

/**
 * Runs work that appends to the chain in a transaction. Other transactions that append wait for its end, so that the
 * chain and the rows do not change between the reads of the work and its new entry.
 *
 * @param work gets the last entry. It must only run queries of its transaction, since it may be called again.
 */
export function changeChain<T>(
  db: Executor<Database>,
  work: (transaction: Transaction<Database>, last: AuditEntry | undefined) => Promise<T>,
): Promise<T> {
  const change = (): Promise<T> =>
    inTransaction(db, async (transaction) => work(transaction, await lockLastEntry(transaction)));
  return retried(db, change);
}

/** On DuckDB writing transactions are serial already. */
async function lockLastEntry(transaction: Transaction<Database>): Promise<AuditEntry | undefined> {
  for (;;) {
    const last = await findLastEntry(transaction);
    if (last === undefined || engineOf(transaction) === "duckdb") return last;
    await transaction
      .updateTable("audit_seals")
      .set((row) => ({ number: row.ref("number") }))
      .where("number", "=", last.number)
      .execute();
    // Another transaction may have appended while this one waited for the lock.
    const now = await findLastEntry(transaction);
    if (now?.number === last.number) return now;
  }
}

/**
 * Appends an entry, and signs it if there is a key.
 *
 * @param last the previous entry.
 * @throws {DatabaseError} `write_conflict`, which is retryable, if another caller made the first entry of the chain.
 */
export async function appendEntry(
  transaction: Transaction<Database>,
  last: AuditEntry | undefined,
  content: EntryContent,
  privateKey: KeyObject | undefined,
  context: Context,
): Promise<AuditEntry> {
  const unhashed = {
    ...content,
    number: (last?.number ?? 0) + 1,
    previousHash: last?.hash ?? null,
    keyId: privateKey === undefined ? null : keyIdOf(privateKey),
    sealedAt: exactTimeOf(context.now()),
  };
  const hash = hashEntry(unhashed);
  const signature = privateKey === undefined ? null : signHash(privateKey, hash);
  const entry: AuditEntry = { ...unhashed, hash, signature };
  const inserted = await insertEntry(transaction, entry);
  if (inserted) return entry;
  throw new DatabaseError(
    "write_conflict",
    "another caller just made the first entry of the audit trail; try again",
    {
      retryable: true,
    },
  );
}

async function insertEntry(
  transaction: Transaction<Database>,
  entry: AuditEntry,
): Promise<boolean> {
  const inserted = await transaction
    .insertInto("audit_seals")
    .values({
      number: entry.number,
      kind: entry.kind,
      count: entry.count,
      first_at: entry.firstAt === null ? null : timeValue(entry.firstAt),
      last_at: entry.lastAt === null ? null : timeValue(entry.lastAt),
      first_number: entry.firstNumber,
      last_number: entry.lastNumber,
      root: entry.root,
      previous_hash: entry.previousHash,
      hash: entry.hash,
      key_id: entry.keyId,
      signature: entry.signature,
      sealed_at: timeValue(entry.sealedAt),
    })
    .onConflict((conflict) => conflict.column("number").doNothing())
    .returning(sql<number>`1`.as("one"))
    .executeTakeFirst();
  return inserted !== undefined;
}
