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

/** What to seal, and how. */
export interface SealingOptions {
  /** The most rows of one seal, and so of one transaction: from 1 to 1000. Default 1000. */
  readonly batchSize?: number | undefined;
  /**
   * How old a row must be, in seconds. It must exceed how long any transaction is open, since an older row
   * that is committed later is late. Default 60.
   */
  readonly settleSeconds?: number | undefined;
  /**
   * How far behind what is sealed late rows are looked for, in seconds; verifying looks everywhere.
   * Default 3600.
   */
  readonly lookBackSeconds?: number | undefined;
  /** Seals late rows too, wherever they are, as such: for whoever has looked at them. Default false. */
  readonly acceptLate?: boolean | undefined;
  /** The most rows that the call seals, from 1. Default: all that are due. */
  readonly limit?: number | undefined;
  /** An Ed25519 key to sign the seals with. */
  readonly privateKey?: KeyObject | undefined;
}

/** What was sealed. */
export interface Sealing {
  readonly seals: number;
  /** How many rows, late ones among them. */
  readonly rows: number;
  /** How many late rows there are that nobody has accepted: they turned up behind what was sealed. */
  readonly late: number;
  /** The trail's head now; undefined as long as nothing is sealed. */
  readonly head: AuditHead | undefined;
}

/**
 * Seals the action logs that are not sealed yet, the oldest first, in batches of a transaction each. Any
 * number may do so at once. It reads from the last sealed row on, so that it takes no longer in a long trail,
 * and has no more than some megabytes of rows in memory.
 *
 * Rows that turn up behind what is sealed, because their transaction took longer than the time to settle, a
 * clock was set back, or somebody put them there, are not sealed silently but counted as `late`.
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

/** After a clock that ran ahead was set back, what is sealed lies in the future, and late rows in the present. */
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

/** A year; nothing sensible is longer. */
const longestTime = 366 * 86_400;

function requireSeconds(field: string, seconds: number): number {
  if (typeof seconds === "number" && seconds >= 0 && seconds <= longestTime) return seconds * 1000;
  throw new InvalidInputError(
    field,
    `is ${shown(seconds)}; give seconds from 0 to ${longestTime} (a year)`,
  );
}
