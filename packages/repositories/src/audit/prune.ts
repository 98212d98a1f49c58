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

/** The maximum number of rows of several small seals that one transaction deletes. */
const rowsAtOnce = 1000;
/** The number of entries that are read at a time. */
const pageSize = 1000;

/** Options of `pruneAuditTrail`. */
export interface PruningOptions {
  /** Only seals whose rows are all older than this time are deleted. */
  readonly before: Date;
  /** Stops when at least this number of rows is deleted, from 1. Default: no limit. */
  readonly limit?: number | undefined;
  /** True counts and deletes nothing. Default false. */
  readonly dryRun?: boolean | undefined;
  /** An Ed25519 key that signs the entries. Without it, the next signed seal covers them. */
  readonly privateKey?: KeyObject | undefined;
}

/** The seals and rows that were deleted, or would be in a dry run. */
export interface Pruning {
  readonly seals: number;
  readonly rows: number;
  /** The old seals that do not verify. They stay, so that pruning does not destroy evidence. */
  readonly broken: readonly number[];
}

/**
 * Deletes the action logs of whole seals with their leaves, the oldest first, and records that in the audit trail. The
 * entries of the seals stay, so that the chain still verifies. Unsealed rows stay, and so do the rows of a seal with an
 * idempotency key that has not expired or a run that has not ended. Each transaction deletes one seal, or several small
 * ones with up to 1000 rows together.
 *
 * @throws {InvalidInputError} for an invalid time, a limit below 1, or a key that is not an Ed25519 key.
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
  // Neighboring seals, since a pruning names a range, which must not include a seal that stays.
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
    const isRemovable = isDue && (await isSound(db, seal));
    if (isDue && !isRemovable) done.broken.push(seal.number);
    if (!isRemovable || countRows(run) + seal.count > rowsAtOnce) await flush();
    if (isRemovable) run.push(seal);
  }
  await flush();
  return done;
}

/**
 * Reads all seals of rows by number. Time cannot end the loop, since late rows can be older than those sealed before.
 */
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
