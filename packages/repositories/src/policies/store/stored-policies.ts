import type { ActionPolicyRow } from "@handsfree/schema";

/** A version of all policies. */
export interface PolicyVersion {
  /** From 1. */
  readonly version: number;
  readonly createdAt: Date;
  /** Who stored it; null if that was done on the machine itself, and the nil UUID if they were erased since. */
  readonly createdBy: string | null;
  /** When the next version was stored; null for the version that holds. */
  readonly replacedAt: Date | null;
}

/** A version with its policies. */
export interface StoredPolicies extends PolicyVersion {
  /** The text, as it was given; `parsePolicies` reads it. */
  readonly text: string;
}

/** The columns of a `PolicyVersion`. */
export const versionColumns = ["version", "created_at", "created_by", "replaced_at"] as const;

export function toVersion(
  row: Pick<ActionPolicyRow, (typeof versionColumns)[number]>,
): PolicyVersion {
  return {
    version: row.version,
    createdAt: row.created_at,
    createdBy: row.created_by,
    replacedAt: row.replaced_at,
  };
}
