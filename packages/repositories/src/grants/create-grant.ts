import { type Executor, inTransaction, insertRow } from "@handsfree/query";
import type { Database, StandingGrantRow } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { type Actor, optionalActor } from "../identity/actor.ts";
import { holdUser } from "../identity/admins.ts";
import { encodeJson } from "../json.ts";
import { requirePerson } from "../person.ts";
import type { PolicyMatch } from "../policies/policy.ts";
import { keepOptional } from "../redaction/keep-text.ts";
import { retried } from "../retried.ts";
import { requireObject, requireWhole } from "../validate.ts";
import { type StandingGrant, toGrant } from "./grant.ts";
import { checkGrantMatch } from "./grant-match.ts";
import { grantLimits } from "./limits.ts";
import { recordGrant } from "./record-grant.ts";

/** A person's approval of actions that will be proposed. */
export interface NewStandingGrant extends Actor {
  /** UUID of the person who approves. */
  readonly userId: string;
  /**
   * The actions that it is about: all parts must hold, as in a policy, and there must be at least one. A comparison that
   * cannot be made counts as false. It is stored as it is, so it must hold no secret.
   */
  readonly match: PolicyMatch;
  /** The largest number of actions that it approves, from 1 to 1000. */
  readonly maximumUses: number;
  /** Whole seconds from now, from 10 to 90 days. */
  readonly expiresInSeconds: number;
  /** Up to 1000 characters. It becomes the reason of the decisions. Secrets are redacted. */
  readonly reason?: string | null | undefined;
}

/**
 * The outcome of `createGrant`:
 *
 * - `created`: it counts from the next proposal on.
 * - `user_not_found`, `user_disabled`: there is no such person, or they cannot use HandsFree.
 * - `too_many_grants`: the person has 100 grants that hold.
 */
export type CreatedGrant =
  | { readonly outcome: "created"; readonly grant: StandingGrant }
  | { readonly outcome: "user_not_found" | "user_disabled" | "too_many_grants" };

/**
 * Lets a person approve actions before they are proposed, and records that in the same transaction. Where an action asks
 * this person, a grant that matches is their approval. It never overrides a policy that denies.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function createGrant(
  db: Executor<Database>,
  input: NewStandingGrant,
  context: Context = systemContext,
): Promise<CreatedGrant> {
  requireCall(db, context);
  const stopped = atOneInstant(context);
  const row = toRow(requireObject("input", input), stopped);
  return retried(db, () =>
    inTransaction(db, async (transaction): Promise<CreatedGrant> => {
      const user = await holdUser(transaction, row.user_id);
      if (user === undefined) return { outcome: "user_not_found" };
      if (user.disabled_at !== null) return { outcome: "user_disabled" };
      if (await hasMostGrants(transaction, row)) return { outcome: "too_many_grants" };
      await insertRow(transaction, "standing_grants", row);
      const grant = toGrant(row, stopped.now());
      const { match, maximumUses: maximum_uses, expiresAt: expires_at } = grant;
      const details = { match, maximum_uses, expires_at };
      const change = { event: "created", by: row.created_by, details } as const;
      await transaction.executeQuery(recordGrant(transaction, row, change, stopped).compile());
      return { outcome: "created", grant };
    }),
  );
}

function toRow(input: NewStandingGrant, context: Context): StandingGrantRow {
  const { userId, match, maximumUses, expiresInSeconds: life, reason } = input;
  requireWhole("expiresInSeconds", life, grantLimits.minimumLife, grantLimits.life);
  const now = context.now();
  return {
    id: context.newId(),
    user_id: requirePerson("userId", userId),
    matches: encodeJson("match", checkGrantMatch(match)),
    reason: keepOptional("reason", reason, context),
    maximum_uses: requireWhole("maximumUses", maximumUses, 1, grantLimits.uses),
    uses: 0,
    expires_at: new Date(now.getTime() + life * 1000),
    created_at: now,
    created_by: optionalActor(input),
    revoked_at: null,
    revoked_by: null,
  };
}

async function hasMostGrants(
  transaction: Transaction<Database>,
  { user_id, created_at: now }: StandingGrantRow,
): Promise<boolean> {
  const { held } = await transaction
    .selectFrom("standing_grants")
    .select((row) => row.fn.countAll().as("held"))
    .where("user_id", "=", user_id)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .where((row) => row("uses", "<", row.ref("maximum_uses")))
    .executeTakeFirstOrThrow();
  return Number(held) >= grantLimits.ofPerson;
}
