import type { KeyObject } from "node:crypto";
import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql, type Transaction } from "kysely";
import type { Context } from "../context.ts";
import { appendEntry, changeChain } from "./chain.ts";
import type { AuditEntry } from "./entry.ts";
import { merkleRoot } from "./merkle.ts";
import { findWatermark } from "./place.ts";
import type { Sealable } from "./unsealed-rows.ts";

/** Rows to seal together, in the order of sealing. */
export interface Batch {
  readonly kind: "rows" | "late";
  readonly rows: readonly Sealable[];
  /** The last seal at the time when the rows were read. */
  readonly afterSeal: number;
}

/**
 * Makes one seal of rows, and their leaves, in one transaction.
 *
 * @returns undefined if another caller sealed rows first; then nothing was written.
 */
export function sealRows(
  db: Executor<Database>,
  { kind, rows, afterSeal }: Batch,
  privateKey: KeyObject | undefined,
  context: Context,
): Promise<AuditEntry | undefined> {
  return changeChain(db, async (transaction, last) => {
    // An unchanged watermark means that the rows are still unsealed. Their hashes never change.
    if ((await findWatermark(transaction)).seal !== afterSeal) return undefined;
    if (kind === "late" && (await haveLeaves(transaction, rows))) return undefined;
    const content = {
      kind,
      count: rows.length,
      firstAt: rows[0]?.at ?? null,
      lastAt: rows.at(-1)?.at ?? null,
      firstNumber: null,
      lastNumber: null,
      root: merkleRoot(rows.map(({ hash }) => hash)),
    };
    const seal = await appendEntry(transaction, last, content, privateKey, context);
    await insertLeaves(transaction, seal.number, rows);
    return seal;
  });
}

async function haveLeaves(
  transaction: Transaction<Database>,
  leaves: readonly Sealable[],
): Promise<boolean> {
  const ids = leaves.map(({ id }) => id);
  const found = await transaction
    .selectFrom("audit_leaves")
    .select("log_id")
    .where("log_id", "in", sql<string>`(select unnest(cast(${ids} as uuid[])))`)
    .limit(1)
    .execute();
  return found.length > 0;
}

/** As lists, since a thousand rows of single parameters take ten times as long. */
async function insertLeaves(
  transaction: Transaction<Database>,
  seal: number,
  leaves: readonly Sealable[],
): Promise<void> {
  const rows = sql<{
    log_id: string;
    seal_number: number;
    position: number;
    row_hash: string;
  }>`(select
    unnest(cast(${leaves.map(({ id }) => id)} as uuid[])) as log_id,
    cast(${seal} as int) as seal_number,
    unnest(cast(${leaves.map((_, index) => index)} as int[])) as position,
    unnest(cast(${leaves.map(({ hash }) => hash)} as varchar[])) as row_hash)`;
  await transaction
    .insertInto("audit_leaves")
    .columns(["log_id", "seal_number", "position", "row_hash"])
    .expression((insert) =>
      insert
        .selectFrom(rows.as<"leaves">("leaves"))
        .select(["log_id", "seal_number", "position", "row_hash"]),
    )
    .execute();
}
