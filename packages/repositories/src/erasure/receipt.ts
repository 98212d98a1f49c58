import type { ErasureRow } from "@handsfree/schema";
import { type ErasureCounts, type PartialCounts, sumCounts } from "./counts.ts";

/** What is left of an erasure: that it was done, and nothing of whom. */
export interface ErasureReceipt {
  readonly id: string;
  /** SHA-256 of the person's id as a UUID in lower case, in hexadecimal. */
  readonly subjectSha256: string;
  /** Who asked for it; the nil UUID where it was the person, or somebody who is erased too. */
  readonly requestedBy: string | null;
  readonly reason: string | null;
  /** What was erased so far, by table. */
  readonly counts: ErasureCounts;
  readonly startedAt: Date;
  /** Null until all is erased; calling `eraseUser` again goes on with it. */
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

/** What a stored report says; nothing is in it before the first batch. */
export function readCounts(report: string | null): ErasureCounts {
  return sumCounts(report === null ? {} : (JSON.parse(report) as PartialCounts));
}
