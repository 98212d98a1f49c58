import { changeAndRecord, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { allInOneCase } from "../one-case.ts";
import { requireObject, requireUuid } from "../validate.ts";
import { type Actor, optionalActor } from "./actor.ts";
import { recordKeyChange } from "./change-log.ts";
import { findKey } from "./find-keys.ts";
import type { AccessKey } from "./key.ts";

/** A key to revoke. */
export interface KeyRevocation extends Actor {
  /** The id of the key. */
  readonly id: string;
}

/** The outcome of `revokeKey`: whether this call did it. */
export type RevokedKey =
  | { readonly outcome: "revoked" | "already_revoked"; readonly key: AccessKey }
  | { readonly outcome: "not_found" };

/**
 * Revokes a key for good, and records that in the same transaction. From then on it is not authenticated, on any
 * server. Its successor, if it was rotated, stays valid. Of concurrent callers one wins.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function revokeKey(
  db: Executor<Database>,
  input: KeyRevocation,
  context: Context = systemContext,
): Promise<RevokedKey> {
  requireCall(db, context);
  const id = requireUuid("id", requireObject("input", input).id);
  const by = optionalActor(input);
  const stopped = atOneInstant(context);
  const key = await findKey(db, id, stopped);
  if (key === undefined) return { outcome: "not_found" };
  if (key.revokedAt !== null) return { outcome: "already_revoked", key };
  const set = { revoked_at: stopped.now(), revoked_by: by };
  const change = db
    .updateTable("access_keys")
    .set(set)
    .where("id", "=", id)
    .where((row) =>
      // A CASE over one column alone would cost DuckDB the index, so it also compares what never changes.
      allInOneCase([
        row("revoked_at", "is", null),
        row("last_characters", "=", key.lastCharacters),
      ]),
    );
  const record = recordKeyChange(db, key, { event: "revoked", by }, stopped);
  if (await changeAndRecord(db, change, [record])) {
    const revoked = { revokedAt: set.revoked_at, revokedBy: by, state: "revoked" } as const;
    return { outcome: "revoked", key: { ...key, ...revoked } };
  }
  const now = await findKey(db, id, stopped);
  return now === undefined ? { outcome: "not_found" } : { outcome: "already_revoked", key: now };
}
