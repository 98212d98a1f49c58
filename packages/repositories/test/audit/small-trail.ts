import { generateKeyPairSync, type KeyObject } from "node:crypto";
import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { TestClock } from "@handsfree/testkit";
import { type Kysely, sql, type Transaction } from "kysely";
import {
  type AuditHead,
  exportAuditHead,
  pruneAuditTrail,
  removeLogContents,
  sealActionLogs,
} from "../../src/entries/audit.ts";
import { idOf, ids, insertRows } from "./many-rows.ts";

export interface TrailShape {
  /** Rows that are sealed in order. */
  readonly rows: number;
  readonly batchSize: number;
  /** The indexes of rows without content, and of rows without content and user. */
  readonly removed: readonly number[];
  readonly anonymized: readonly number[];
  /** The number of late rows that were accepted. */
  readonly late: number;
  /** When those happened, in half seconds after 2026 began. */
  readonly lateAt: number;
  /** The number of the first rows that are old enough to be pruned. */
  readonly old: number;
  /** Rows that wait to be sealed; the content of the first one is removed. */
  readonly unsealed: number;
}

export interface Trail {
  readonly head: AuditHead;
  readonly keys: { readonly privateKey: KeyObject; readonly publicKey: KeyObject };
}

const timeOf = (index: number): Date => new Date(Date.parse("2026-01-01T00:00:00Z") + index * 1000);

/** A trail with every kind of entry. */
export async function makeTrail(
  db: Executor<Database>,
  { rows, batchSize, removed, anonymized, late, lateAt, old, unsealed }: TrailShape,
): Promise<Trail> {
  const keys = generateKeyPairSync("ed25519");
  const { privateKey } = keys;
  const clock = new TestClock("2027-01-01T00:00:00.000Z");
  const options = { batchSize, privateKey };
  await insertRows(db, { count: rows });
  await sealActionLogs(db, options, clock);
  await removeLogContents(db, { ids: removed.map(idOf) }, {}, clock);
  await removeLogContents(db, { ids: anonymized.map(idOf) }, { anonymize: true }, clock);
  if (late > 0) {
    const list = Array.from({ length: late }, (_, index) => idOf(rows + index));
    await insertRows(db, { first: rows, count: late });
    await sql`update action_logs set created_at = timestamptz '2026-01-01 00:00:00+00' + cast(${lateAt} as int) * interval '500 milliseconds' where id in ${ids(list)}`.execute(
      db,
    );
    await sealActionLogs(db, { ...options, acceptLate: true }, clock);
  }
  await pruneAuditTrail(db, { before: timeOf(old) }, clock);
  if (unsealed > 0) {
    await insertRows(db, { first: rows + late, count: unsealed });
    await removeLogContents(db, { ids: [idOf(rows + late)] }, {}, clock);
  }
  const head = await exportAuditHead(db);
  if (head === undefined) throw new Error("nothing was sealed");
  return { head, keys };
}

/** Runs work in a transaction that is then rolled back. */
export async function inVain<T>(
  db: Kysely<Database>,
  work: (transaction: Transaction<Database>) => Promise<T>,
): Promise<T> {
  const undone = new Error("rolled back");
  let result: T | undefined;
  const attempt = db.transaction().execute(async (transaction) => {
    result = await work(transaction);
    throw undone;
  });
  await attempt.catch((error: unknown) => {
    if (error !== undone) throw error;
  });
  return result as T;
}
