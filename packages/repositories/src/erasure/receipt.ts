import type { ErasureRow } from "@handsfree/schema";
import { type ErasureCounts, type PartialCounts, sumCounts } from "./counts.ts";

/** The record of an erasure, without data about the person. */
export interface ErasureReceipt {
  readonly id: string;
  /** SHA-256 of the person's id (UUID in lower case), in hexadecimal. */
  readonly subjectSha256: string;
  /** The person who requested it; the nil UUID if that was the erased person, or a person erased since. */
  readonly requestedBy: string | null;
  readonly reason: string | null;
  /** The number of changed rows so far, by table. */
  readonly counts: ErasureCounts;
  readonly startedAt: Date;
  /** Null until the erasure is complete; calling `eraseUser` again continues it. */
  readonly finishedAt: Date | null;
}

export function toReceipt(row: ErasureRow): ErasureReceipt {
  return {
    id: row.id,
    subjectSha256: row.subject_sha256,
    requestedBy: row.requested_by,
    reason: row.reason,
    counts: readCounts(row.report),
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}

/** Decodes a stored report, which is null before the first batch. */
export function readCounts(report: string | null): ErasureCounts {
  return sumCounts(report === null ? {} : (JSON.parse(report) as PartialCounts));
}
