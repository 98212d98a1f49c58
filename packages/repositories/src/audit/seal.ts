import type { KeyObject } from "node:crypto";
import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { type AuditHead, exportAuditHead } from "./head.ts";
import { auditLimits } from "./limits.ts";
import { findWatermark, type Place } from "./place.ts";
import { sealRows } from "./seal-rows.ts";
import { requirePrivateKey } from "./signature.ts";
import { countLateRows, readLateRows, readNextRows, type Sealable } from "./unsealed-rows.ts";
import {
  ifGiven,
  requireBoolean,
  requireObject,
  requireRowLimit,
  requireWhole,
  shown,
} from "../validate.ts";

/** Options of `sealActionLogs`. */
export interface SealingOptions {
  /** The maximum number of rows of one seal, and so of one transaction, from 1 to 1000. Default 1000. */
  readonly batchSize?: number | undefined;
  /**
   * The age from which a row is sealed, in seconds. It must be longer than any transaction, since a row that is
   * committed after its successors are sealed is late. Default 60.
   */
  readonly settleSeconds?: number | undefined;
  /**
   * The range before the last seal in which late rows are counted, in seconds. A verification finds all late rows.
   * Default 3600.
   */
  readonly lookBackSeconds?: number | undefined;
  /** True also seals all late rows, marked as late. Use it after they were reviewed. Default false. */
  readonly acceptLate?: boolean | undefined;
  /** The maximum number of rows that the call seals, from 1. Default: all that are due. */
  readonly limit?: number | undefined;
  /** An Ed25519 key that signs the seals. */
  readonly privateKey?: KeyObject | undefined;
}

/** The result of a sealing. */
export interface Sealing {
  readonly seals: number;
  /** The number of sealed rows, including late ones. */
  readonly rows: number;
  /** The number of unsealed late rows within `lookBackSeconds`. */
  readonly late: number;
  /** The current head of the trail; undefined if nothing is sealed yet. */
  readonly head: AuditHead | undefined;
}

/**
 * Seals action logs that are not sealed yet, the oldest first, with one transaction for each batch. Concurrent calls
 * are safe. It reads from the last sealed row on, so its time does not grow with the trail, and holds a few megabytes
 * of rows in memory.
 *
 * A late row appears before rows that are already sealed: its transaction took longer than `settleSeconds`, a clock was
 * set back, or it was forged. Late rows are counted, and only sealed with `acceptLate`.
 *
 * @throws {InvalidInputError} naming the option.
 */
export async function sealActionLogs(
  db: Executor<Database>,
  options: SealingOptions = {},
  context: Context = systemContext,
): Promise<Sealing> {
  requireCall(db, context);
  const { batchSize, settleTime, lookBack, acceptLate, limit, privateKey } =
    requireSettings(options);
  const until = new Date(context.now().getTime() - settleTime);
  const done = { seals: 0, rows: 0 };
  const seal = async (
    kind: "rows" | "late",
    read: (place: Place | undefined, most: number) => Promise<Sealable[]>,
  ): Promise<void> => {
    while (done.rows < limit) {
      const { seal: afterSeal, place } = await findWatermark(db);
      const rows = await read(place, Math.min(batchSize, limit - done.rows));
      if (rows.length === 0) return;
      if (!(await sealRows(db, { kind, rows, afterSeal }, privateKey, context))) continue;
      done.seals++;
      done.rows += rows.length;
    }
  };
  await seal("rows", (after, most) => readNextRows(db, { after, until, limit: most }));
  if (acceptLate) {
    await seal("late", async (behind, most) =>
      behind === undefined ? [] : readLateRows(db, { behind, until }, most),
    );
  }
  const { place: behind } = await findWatermark(db);
  const late =
    behind === undefined
      ? 0
      : await countLateRows(db, { behind, since: startOfLook(behind, until, lookBack), until });
  return { ...done, late, head: await exportAuditHead(db) };
}

/** If a clock that ran ahead was set back, the sealed rows are in the future and late rows are in the present. */
function startOfLook({ at }: Place, until: Date, lookBack: number): Date {
  const sealed = Date.parse(at);
  return new Date((sealed < until.getTime() ? sealed : until.getTime()) - lookBack);
}

/** Times in milliseconds. */
interface Settings {
  readonly batchSize: number;
  readonly settleTime: number;
  readonly lookBack: number;
  readonly acceptLate: boolean;
  readonly limit: number;
  readonly privateKey: KeyObject | undefined;
}

function requireSettings(options: SealingOptions): Settings {
  const {
    batchSize = auditLimits.sealSize,
    settleSeconds = auditLimits.defaultSettleTime,
    lookBackSeconds = auditLimits.defaultLookBack,
    acceptLate = false,
    limit = Infinity,
    privateKey,
  } = requireObject("options", options);
  requireWhole("batchSize", batchSize, 1, auditLimits.sealSize);
  return {
    batchSize,
    settleTime: requireSeconds("settleSeconds", settleSeconds),
    lookBack: requireSeconds("lookBackSeconds", lookBackSeconds),
    acceptLate: requireBoolean("acceptLate", acceptLate),
    limit: requireRowLimit(limit),
    privateKey: ifGiven("privateKey", privateKey, requirePrivateKey),
  };
}

/** A year; no sensible setting is longer. */
const longestTime = 366 * 86_400;

function requireSeconds(field: string, seconds: number): number {
  if (typeof seconds === "number" && seconds >= 0 && seconds <= longestTime) return seconds * 1000;
  throw new InvalidInputError(
    field,
    `must be a number of seconds from 0 to ${longestTime} (a year), got ${shown(seconds)}`,
  );
}
