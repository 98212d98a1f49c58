import { type Executor, inTransaction, insertRow } from "@handsfree/query";
import type { Database, SignInChallengeTable } from "@handsfree/schema";
import type { Insertable } from "kysely";
import { type Context, requireCall, systemContext } from "../context.ts";
import { changedRows } from "../changed-rows.ts";
import { requirePerson } from "../person.ts";
import { retried } from "../retried.ts";
import { hashToken, newToken } from "../token.ts";
import { ifGiven, requireObject, requireOneOf, requireString } from "../validate.ts";
import { sessionLimits } from "./limits.ts";

const purposes: readonly SignInChallengeTable["purpose"][] = [
  "passkey_registration",
  "passkey_sign_in",
  "openid",
];

/** A challenge, which must be answered once, within 5 minutes. */
export interface NewChallenge {
  readonly purpose: SignInChallengeTable["purpose"];
  /** The user who must answer. Default: the answer tells who signs in. */
  readonly userId?: string | undefined;
}

/** The outcome of `createChallenge`. `too_many`: 10,000 challenges wait for their answer. */
export type CreatedChallenge =
  | { readonly outcome: "created"; readonly value: string }
  | { readonly outcome: "too_many" };

/**
 * Makes a challenge: 32 random bytes in base64url. Its hash is stored, so that any server can check the answer.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function createChallenge(
  db: Executor<Database>,
  input: NewChallenge,
  context: Context = systemContext,
): Promise<CreatedChallenge> {
  requireCall(db, context);
  const { purpose, userId } = requireObject("input", input);
  requireOneOf("purpose", purpose, purposes);
  ifGiven("userId", userId, requirePerson);
  return storeChallenge(db, { purpose, userId, value: newToken() }, context);
}

/** Stores the hash of a challenge whose value is chosen. */
export async function storeChallenge(
  db: Executor<Database>,
  { purpose, userId, value }: NewChallenge & { readonly value: string },
  context: Context,
): Promise<CreatedChallenge> {
  const now = context.now();
  const row: Insertable<SignInChallengeTable> = {
    challenge_sha256: hashToken(value),
    purpose,
    user_id: userId?.toLowerCase() ?? null,
    created_at: now,
    expires_at: new Date(now.getTime() + sessionLimits.challengeLife * 1000),
  };
  return retried(db, () =>
    inTransaction(db, async (transaction): Promise<CreatedChallenge> => {
      const { waiting } = await transaction
        .selectFrom("sign_in_challenges")
        .select((challenge) => challenge.fn.countAll<number>().as("waiting"))
        .where("expires_at", ">", now)
        .executeTakeFirstOrThrow();
      if (waiting >= sessionLimits.challenges) return { outcome: "too_many" };
      await insertRow(transaction, "sign_in_challenges", row);
      return { outcome: "created", value };
    }),
  );
}

/** An answered challenge. */
export interface AnsweredChallenge {
  readonly value: string;
  readonly purpose: SignInChallengeTable["purpose"];
  /** The user who answers, for a challenge that names one. */
  readonly userId?: string | undefined;
}

/**
 * Takes a challenge, so that no second answer to it is accepted. Of concurrent callers one wins.
 *
 * @returns whether it was waiting for this answer: it exists, has not expired, and has this purpose and user.
 * @throws {InvalidInputError} naming the field.
 */
export async function takeChallenge(
  db: Executor<Database>,
  input: AnsweredChallenge,
  context: Context = systemContext,
): Promise<boolean> {
  requireCall(db, context);
  const { value, purpose, userId } = requireObject("input", input);
  requireOneOf("purpose", purpose, purposes);
  const user = ifGiven("userId", userId, requirePerson) ?? null;
  const hash = hashToken(requireString("value", value));
  const row = await retried(db, () =>
    db
      .deleteFrom("sign_in_challenges")
      .where("challenge_sha256", "=", hash)
      .returning(["purpose", "user_id", "expires_at"])
      .executeTakeFirst(),
  );
  if (row === undefined || row.expires_at <= context.now()) return false;
  return row.purpose === purpose && row.user_id === user;
}

/** Removes challenges that were not answered in time. @returns how many. */
export async function removeExpiredChallenges(
  db: Executor<Database>,
  context: Context = systemContext,
): Promise<number> {
  requireCall(db, context);
  const now = context.now();
  return retried(db, () =>
    changedRows(db.deleteFrom("sign_in_challenges").where("expires_at", "<=", now)),
  );
}
