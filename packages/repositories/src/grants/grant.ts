import type { StandingGrantRow } from "@handsfree/schema";
import type { PolicyMatch } from "../policies/policy.ts";
import { parseGrantMatch } from "./grant-match.ts";

/** A person's approval of actions that will be proposed. */
export interface StandingGrant {
  readonly id: string;
  /** The person who approves. It counts where they may decide. */
  readonly userId: string;
  /** The actions that it is about. */
  readonly match: PolicyMatch;
  /** The same as it is stored, with all digits of its numbers. */
  readonly matchJson: string;
  readonly reason: string | null;
  /** The largest number of actions that it approves. */
  readonly maximumUses: number;
  /** The number of actions that it has approved. */
  readonly uses: number;
  /** `holding`, or why it approves nothing any more. The grant of a disabled person holds, and is not used. */
  readonly state: "holding" | "used_up" | "expired" | "revoked";
  /** The first instant at which it no longer holds. */
  readonly expiresAt: Date;
  readonly createdAt: Date;
  /** Who made it; null if that was done on the machine itself. The nil UUID if they were erased since. */
  readonly createdBy: string | null;
  readonly revokedAt: Date | null;
  readonly revokedBy: string | null;
}

export function toGrant(row: StandingGrantRow, now: Date): StandingGrant {
  return {
    id: row.id,
    userId: row.user_id,
    match: parseGrantMatch(row.matches),
    matchJson: row.matches,
    reason: row.reason,
    maximumUses: row.maximum_uses,
    uses: row.uses,
    state: stateOf(row, now),
    expiresAt: row.expires_at,
    createdAt: row.created_at,
    createdBy: row.created_by,
    revokedAt: row.revoked_at,
    revokedBy: row.revoked_by,
  };
}

function stateOf(row: StandingGrantRow, now: Date): StandingGrant["state"] {
  if (row.revoked_at !== null) return "revoked";
  if (row.expires_at <= now) return "expired";
  return row.uses < row.maximum_uses ? "holding" : "used_up";
}
