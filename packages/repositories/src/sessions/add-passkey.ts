import { type Executor, InvalidInputError, inTransaction, insertRow } from "@handsfree/query";
import type { Database, PasskeyRow } from "@handsfree/schema";
import { changedRows } from "../changed-rows.ts";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { type Actor, optionalActor } from "../identity/actor.ts";
import { holdUser } from "../identity/admins.ts";
import { requirePerson } from "../person.ts";
import { keepGiven } from "../redaction/keep-text.ts";
import { retried } from "../retried.ts";
import { requireList, requireObject, requireText, requireUuid, requireWhole } from "../validate.ts";
import { sessionLimits } from "./limits.ts";
import { type Passkey, toPasskey, webauthnIdLength } from "./passkey.ts";
import { recordSignIn } from "./sign-in-log.ts";

/** A passkey whose registration was verified. */
export interface NewPasskey extends Actor {
  readonly userId: string;
  /** Up to 1000 characters, by which the person tells their passkeys apart. Secrets are redacted. */
  readonly name: string;
  /** The authenticator's own id of it, in base64url. */
  readonly webauthnId: string;
  /** In COSE, as base64url. */
  readonly publicKey: string;
  /** The authenticator's count of signatures, from 0. */
  readonly signatures: number;
  /** How a browser reaches the authenticator: up to 10 words. Default: that is not known. */
  readonly transports?: readonly string[] | undefined;
}

/**
 * The outcome of `addPasskey`:
 *
 * - `already_added`: this passkey belongs to a user already.
 * - `principal_not_found`, `principal_disabled`: there is no such user, or they cannot use HandsFree.
 * - `too_many_passkeys`: the user has 20.
 */
export type AddedPasskey =
  | { readonly outcome: "added"; readonly passkey: Passkey }
  | {
      readonly outcome:
        | "already_added"
        | "principal_not_found"
        | "principal_disabled"
        | "too_many_passkeys";
    };

/**
 * Adds a passkey to a user, and records that in the same transaction. Verify its registration before.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function addPasskey(
  db: Executor<Database>,
  input: NewPasskey,
  context: Context = systemContext,
): Promise<AddedPasskey> {
  requireCall(db, context);
  const {
    userId,
    name,
    webauthnId,
    publicKey,
    signatures,
    transports = [],
  } = requireObject("input", input);
  const by = optionalActor(input);
  const stopped = atOneInstant(context);
  const row: PasskeyRow = {
    id: stopped.newId(),
    webauthn_id: requireText("webauthnId", webauthnId, webauthnIdLength),
    user_id: requirePerson("userId", userId),
    name: keepGiven("name", name, context),
    public_key: requireText("publicKey", publicKey, 4_000),
    signatures: requireWhole("signatures", signatures, 0, 2 ** 32 - 1),
    transports: keepTransports(transports),
    created_at: stopped.now(),
    last_used_at: null,
  };
  return retried(db, () =>
    inTransaction(db, async (transaction): Promise<AddedPasskey> => {
      const user = await holdUser(transaction, row.user_id);
      if (user === undefined) return { outcome: "principal_not_found" };
      if (user.disabled_at !== null) return { outcome: "principal_disabled" };
      const { passkeys } = await transaction
        .selectFrom("passkeys")
        .select((one) => one.fn.countAll<number>().as("passkeys"))
        .where("user_id", "=", row.user_id)
        .executeTakeFirstOrThrow();
      if (passkeys >= sessionLimits.passkeysOfUser) return { outcome: "too_many_passkeys" };
      if (!(await insertRow(transaction, "passkeys", row, "webauthn_id"))) {
        return { outcome: "already_added" };
      }
      const change = {
        actionType: "passkey.added",
        userId: row.user_id,
        target: row.id,
        details: { by },
      } as const;
      await transaction.executeQuery(recordSignIn(transaction, change, stopped).compile());
      return { outcome: "added", passkey: toPasskey(row) };
    }),
  );
}

function keepTransports(transports: readonly string[]): string | null {
  const words = requireList("transports", transports).map((word) =>
    requireText("transports", word, 40),
  );
  if (words.length > 10) {
    throw new InvalidInputError("transports", `has ${words.length} words; give at most 10`);
  }
  return words.length === 0 ? null : JSON.stringify(words);
}

/** A passkey to remove. */
export interface PasskeyToRemove extends Actor {
  readonly id: string;
  /** The user whose passkey it is. That of another user is not found. */
  readonly userId: string;
}

/**
 * Removes a passkey, and records that in the same transaction. Sessions that began by it go on.
 *
 * @returns whether the user had it.
 * @throws {InvalidInputError} naming the field.
 */
export async function removePasskey(
  db: Executor<Database>,
  input: PasskeyToRemove,
  context: Context = systemContext,
): Promise<boolean> {
  requireCall(db, context);
  const { id, userId } = requireObject("input", input);
  const target = requireUuid("id", id);
  const owner = requirePerson("userId", userId);
  const by = optionalActor(input);
  return retried(db, () =>
    inTransaction(db, async (transaction) => {
      const mine = transaction.deleteFrom("passkeys").where("id", "=", target);
      if ((await changedRows(mine.where("user_id", "=", owner))) === 0) return false;
      const change = {
        actionType: "passkey.removed",
        userId: owner,
        target,
        details: { by },
      } as const;
      await transaction.executeQuery(recordSignIn(transaction, change, context).compile());
      return true;
    }),
  );
}
