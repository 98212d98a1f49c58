import { type Executor, inTransaction, insertRow } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { changedRows } from "../changed-rows.ts";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { allInOneCase } from "../one-case.ts";
import { retried } from "../retried.ts";
import { requireObject, requireUuid, requireWhole } from "../validate.ts";
import { type Actor, optionalActor } from "./actor.ts";
import { recordKeyChange } from "./change-log.ts";
import { findKeyRow } from "./find-keys.ts";
import { type AccessKey, type StoredKey, toKey } from "./key.ts";
import { identityLimits } from "./limits.ts";
import { newKey } from "./new-key.ts";
import { hasMostKeys, holdPrincipal, isDisabled } from "./principal.ts";

/** A key to replace. */
export interface KeyRotation extends Actor {
  /** The id of the key. */
  readonly id: string;
  /** How long the old key stays valid, in whole seconds from 0 to 30 days. Default 24 h. */
  readonly overlapSeconds?: number | undefined;
}

/**
 * The outcome of `rotateKey`:
 *
 * - `rotated`: `text` is the new key. It is returned here, and stored nowhere. `previous` is the old key with its end.
 * - `already_rotated`: the key has a successor. Rotate that one.
 * - `revoked`, `expired`: the key has ended. Make a new one.
 * - `principal_disabled`: its user or its service cannot use HandsFree.
 * - `too_many_keys`: the user or the service has 1000 keys that have not ended.
 */
export type RotatedKey =
  | {
      readonly outcome: "rotated";
      readonly key: AccessKey;
      readonly text: string;
      readonly previous: AccessKey;
    }
  | {
      readonly outcome:
        | "already_rotated"
        | "revoked"
        | "expired"
        | "principal_disabled"
        | "too_many_keys";
      readonly key: AccessKey;
    }
  | { readonly outcome: "not_found" };

interface Rotation {
  readonly id: string;
  readonly overlapSeconds: number;
  readonly by: string | null;
}

/**
 * Replaces a key by one with the same name, rights and life, and records that in the same transaction. The old key
 * stays valid for a while, so that its users can be given the new one. If the old key expires, the new one expires as
 * long after now as the old one did after it was made. Of concurrent callers one wins.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function rotateKey(
  db: Executor<Database>,
  input: KeyRotation,
  context: Context = systemContext,
): Promise<RotatedKey> {
  requireCall(db, context);
  const { id, overlapSeconds = identityLimits.defaultOverlap } = requireObject("input", input);
  const rotation: Rotation = {
    id: requireUuid("id", id),
    overlapSeconds: requireWhole(
      "overlapSeconds",
      overlapSeconds,
      0,
      identityLimits.maximumOverlap,
    ),
    by: optionalActor(input),
  };
  const stopped = atOneInstant(context);
  return retried(db, () =>
    inTransaction(db, (transaction) => rotateOne(transaction, rotation, stopped)),
  );
}

async function rotateOne(
  transaction: Transaction<Database>,
  rotation: Rotation,
  context: Context,
): Promise<RotatedKey> {
  // The loop ends, since each lost change means that another caller has revoked the key.
  for (;;) {
    const found = await findKeyRow(transaction, rotation.id);
    if (found === undefined) return { outcome: "not_found" };
    const principal = await holdPrincipal(transaction, found);
    // Read again, since rotations of the principal's keys wait for each other until here.
    const row = await findKeyRow(transaction, rotation.id);
    if (row === undefined) return { outcome: "not_found" };
    const key = toKey(row, context.now());
    if (key.state !== "valid") return { outcome: key.state, key };
    if (key.rotatedTo !== null) return { outcome: "already_rotated", key };
    if (principal === undefined || isDisabled(principal)) {
      return { outcome: "principal_disabled", key };
    }
    if (await hasMostKeys(transaction, row, context.now())) {
      return { outcome: "too_many_keys", key };
    }
    const rotated = await replace(transaction, row, rotation, context);
    if (rotated !== undefined) return rotated;
  }
}

/** @returns undefined if another transaction has ended the key since it was read. */
async function replace(
  transaction: Transaction<Database>,
  old: StoredKey,
  { overlapSeconds, by }: Rotation,
  context: Context,
): Promise<RotatedKey | undefined> {
  const now = context.now();
  const { actsFor, scopes } = toKey(old, now);
  const { user_id, service_id, name } = old;
  const life = old.expires_at && old.expires_at.getTime() - old.created_at.getTime();
  const expiresAt = life === null ? null : new Date(now.getTime() + life);
  const grant = { user_id, service_id, name, scopes, actsFor, expiresAt };
  const { row, text } = newKey(grant, by, context);
  const overlapEnd = new Date(now.getTime() + overlapSeconds * 1000);
  const end = old.expires_at !== null && old.expires_at < overlapEnd ? old.expires_at : overlapEnd;
  const set = { rotated_to: row.id, expires_at: end };
  const changed = await changedRows(
    transaction
      .updateTable("access_keys")
      .set(set)
      .where("id", "=", old.id)
      .where((stored) =>
        allInOneCase([stored("revoked_at", "is", null), stored("rotated_to", "is", null)]),
      ),
  );
  if (changed === 0) return undefined;
  await insertRow(transaction, "access_keys", row);
  const previous = toKey({ ...old, ...set }, now);
  const details = { rotated_to: row.id, overlap_seconds: overlapSeconds, expires_at: end };
  const record = recordKeyChange(transaction, previous, { event: "rotated", by, details }, context);
  await transaction.executeQuery(record.compile());
  return { outcome: "rotated", key: toKey(row, now), text, previous };
}
