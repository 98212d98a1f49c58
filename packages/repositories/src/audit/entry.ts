import type { AuditEntryKind, Database } from "@handsfree/schema";
import type { Executor } from "@handsfree/query";
import type { SelectQueryBuilder } from "kysely";
import { exactTime, selectTime } from "./exact-time.ts";
import { digestOf } from "./hashes.ts";

/** The content of an entry, without its position in the chain. */
export interface EntryContent {
  readonly kind: AuditEntryKind;
  /** The number of rows that were sealed, lost their content, or were deleted. */
  readonly count: number;
  /** The exact times (`exactTime`) of the first and the last sealed row. */
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  /** The range of seals whose rows were deleted. */
  readonly firstNumber: number | null;
  readonly lastNumber: number | null;
  readonly root: string;
}

/** An entry of the chain with exact times (`exactTime`). */
export interface AuditEntry extends EntryContent {
  readonly number: number;
  readonly previousHash: string | null;
  readonly hash: string;
  readonly keyId: string | null;
  readonly signature: string | null;
  readonly sealedAt: string;
}

/** Whether the entry is a seal of rows, which has leaves until it is pruned. */
export function holdsRows({ kind }: Pick<AuditEntry, "kind">): boolean {
  return kind === "rows" || kind === "late";
}

/** SHA-256 of all members of an entry except its hash and signature, in lower-case hexadecimal. */
export function hashEntry(entry: Omit<AuditEntry, "hash" | "signature">): string {
  return digestOf("audit_seal", [
    entry.number,
    entry.kind,
    entry.count,
    entry.firstAt,
    entry.lastAt,
    entry.firstNumber,
    entry.lastNumber,
    entry.root,
    entry.previousHash,
    entry.keyId,
    entry.sealedAt,
  ]);
}

interface EntryRow {
  number: number;
  kind: AuditEntryKind;
  count: number;
  first_number: number | null;
  last_number: number | null;
  root: string;
  previous_hash: string | null;
  hash: string;
  key_id: string | null;
  signature: string | null;
  first_time: string | null;
  last_time: string | null;
  sealed_time: string;
}

/** A query of all entries, for further conditions and an order. */
export function selectEntries(
  db: Executor<Database>,
): SelectQueryBuilder<Database, "audit_seals", EntryRow> {
  return db
    .selectFrom("audit_seals")
    .select([
      "number",
      "kind",
      "count",
      "first_number",
      "last_number",
      "root",
      "previous_hash",
      "hash",
      "key_id",
      "signature",
      selectTime<string | null>("first_at").as("first_time"),
      selectTime<string | null>("last_at").as("last_time"),
      selectTime("sealed_at").as("sealed_time"),
    ]);
}

export function toEntry(row: EntryRow): AuditEntry {
  return {
    number: row.number,
    kind: row.kind,
    count: row.count,
    firstAt: row.first_time === null ? null : exactTime(row.first_time),
    lastAt: row.last_time === null ? null : exactTime(row.last_time),
    firstNumber: row.first_number,
    lastNumber: row.last_number,
    root: row.root,
    previousHash: row.previous_hash,
    hash: row.hash,
    keyId: row.key_id,
    signature: row.signature,
    sealedAt: exactTime(row.sealed_time),
  };
}
