import type { KeyObject } from "node:crypto";
import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import {
  ifGiven,
  requireBoolean,
  requireObject,
  requireRowLimit,
  requireTime,
} from "../validate.ts";
import { countRows, deleteSeals } from "./delete-seals.ts";
import { type AuditEntry, hashEntry, selectEntries, toEntry } from "./entry.ts";
import { exactTimeOf, timeValue } from "./exact-time.ts";
import { findHeldSeals } from "./held-seals.ts";
import { PrunedSeals } from "./pruned-seals.ts";
import { requirePrivateKey } from "./signature.ts";
import { checkSeal } from "./verify/check-seal.ts";
import { readSealedRows } from "./verify/sealed-rows.ts";

/** The most rows of several small seals that one transaction deletes. */
const rowsAtOnce = 1000;
/** How many entries are read at a time. */
const pageSize = 1000;

/** What to delete, and how. */
export interface PruningOptions {
  /** Only seals whose rows are all from before this time. */
  readonly before: Date;
  /** Stops once so many rows, or more, are deleted. From 1. Default: when nothing is left. */
  readonly limit?: number | undefined;
  /** Says what would be deleted, and deletes nothing. Default false. */
  readonly dryRun?: boolean | undefined;
  /** An Ed25519 key to sign the entries with. Without one the next signed seal covers them. */
  readonly privateKey?: KeyObject | undefined;
}

/** What was deleted, or would be. */
export interface Pruning {
  readonly seals: number;
  readonly rows: number;
  /** Seals that are old enough and do not verify. They stay, so that pruning destroys no evidence. */
  readonly broken: readonly number[];
}

/**
 * Deletes the action logs of whole seals, the oldest first, with their leaves, and puts that on record in
 * the audit trail. The seals stay, so that the chain still verifies. Rows that are not sealed yet stay too, and
 * so does a seal that holds a row whose idempotency key has not expired, or whose run has not ended.
 * Each transaction deletes one seal, or several small ones of up to 1000 rows together.
 *
 * @throws {InvalidInputError} for a time that is none, a limit below 1, or a key that is not of Ed25519.
 */
export async function pruneAuditTrail(
  db: Executor<Database>,
  options: PruningOptions,
  context: Context = systemContext,
): Promise<Pruning> {
  requireCall(db, context);
  const {
    before,
    limit = Infinity,
    dryRun = false,
    privateKey,
  } = requireObject("options", options);
  requireTime("before", before);
  requireRowLimit(limit);
  requireBoolean("dryRun", dryRun);
  ifGiven("privateKey", privateKey, requirePrivateKey);
  const pruned = await PrunedSeals.read(db);
  const held = await findHeldSeals(db, { before: exactTimeOf(before), now: context.now() });
  const done = { seals: 0, rows: 0, broken: [] as number[] };
  // Neighbors: a pruning names a range, and what stays must not be in it.
  const run: AuditEntry[] = [];
  const flush = async (): Promise<void> => {
    const seals = run.splice(0);
    if (seals.length === 0) return;
    if (!dryRun && !(await deleteSeals(db, seals, privateKey, context))) return;
    done.seals += seals.length;
    done.rows += countRows(seals);
  };
  for await (const { seal, isOld } of readSeals(db, before)) {
    if (done.rows + countRows(run) >= limit) break;
    const isDue = isOld && !pruned.has(seal.number) && !held.has(seal.number);
    const goes = isDue && (await isSound(db, seal));
    if (isDue && !goes) done.broken.push(seal.number);
    if (!goes || countRows(run) + seal.count > rowsAtOnce) await flush();
    if (goes) run.push(seal);
  }
  await flush();
  return done;
}

/** All seals of rows, by number: late ones can be older than those before them. */
async function* readSeals(
  db: Executor<Database>,
  before: Date,
): AsyncIterable<{ seal: AuditEntry; isOld: boolean }> {
  const time = timeValue(exactTimeOf(before));
  for (let after = 0; ;) {
    const page = await selectEntries(db)
      .select((row) => row("last_at", "<", time).as("is_old"))
      .where("kind", "in", ["rows", "late"])
      .where("number", ">", after)
      .orderBy("number")
      .limit(pageSize)
      .execute();
    for (const row of page) yield { seal: toEntry(row), isOld: row.is_old === true };
    if (page.length < pageSize) return;
    after = page.at(-1)?.number ?? after;
  }
}

async function isSound(db: Executor<Database>, seal: AuditEntry): Promise<boolean> {
  if (hashEntry(seal) !== seal.hash) return false;
  const sealed = await readSealedRows(db, { first: seal.number, last: seal.number });
  return checkSeal(seal, sealed).length === 0;
}
