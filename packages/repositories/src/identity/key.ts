import { type AccessKeyRow, type AccessScope, accessScopeNames } from "@handsfree/schema";

/** A key of a user or a service, without its text, which nothing holds. */
export interface AccessKey {
  readonly id: string;
  readonly name: string;
  /** The last four characters of the text, by which a person recognizes it. */
  readonly lastCharacters: string;
  /** The user whose key it is. Null for the key of a service. */
  readonly userId: string | null;
  /** The service whose key it is. Null for the key of a user. */
  readonly serviceId: string | null;
  /** The scopes that were granted. `authenticate` returns those that the key has now. */
  readonly scopes: readonly AccessScope[];
  /** The ids of the users that the service may act for; empty for none. */
  readonly actsFor: readonly string[];
  /** Whether it is valid now, by itself. A valid key is refused while its user or its service is disabled. */
  readonly state: "valid" | "expired" | "revoked";
  readonly createdAt: Date;
  /**
   * The id of the user or the service that made it; null if that was done on the machine itself. The nil UUID if they
   * were erased since.
   */
  readonly createdBy: string | null;
  /** The first instant at which it is not valid; null if it does not expire. */
  readonly expiresAt: Date | null;
  /** To the minute. Null if it was never used, or only within the last minute. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
  /** As `createdBy`; null also while it is not revoked. */
  readonly revokedBy: string | null;
  /** The id of the key that replaces it. */
  readonly rotatedTo: string | null;
}

/** The columns of a key. The hash is compared by the engine, and is not read. */
export const keyColumns = [
  "id",
  "name",
  "last_characters",
  "user_id",
  "service_id",
  "scopes",
  "acts_for",
  "created_at",
  "created_by",
  "expires_at",
  "last_used_at",
  "revoked_at",
  "revoked_by",
  "rotated_to",
] as const;

/** A key as it is read. */
export type StoredKey = Pick<AccessKeyRow, (typeof keyColumns)[number]>;

export function toKey(row: StoredKey, now: Date): AccessKey {
  const granted = new Set(JSON.parse(row.scopes) as string[]);
  return {
    id: row.id,
    name: row.name,
    lastCharacters: row.last_characters,
    userId: row.user_id,
    serviceId: row.service_id,
    // A later release may know more of them.
    scopes: accessScopeNames.filter((scope) => granted.has(scope)),
    actsFor: row.acts_for === null ? [] : (JSON.parse(row.acts_for) as string[]),
    state: stateOf(row, now),
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
    revokedBy: row.revoked_by,
    rotatedTo: row.rotated_to,
  };
}

function stateOf({ revoked_at, expires_at }: StoredKey, now: Date): AccessKey["state"] {
  if (revoked_at !== null) return "revoked";
  return expires_at !== null && expires_at <= now ? "expired" : "valid";
}
