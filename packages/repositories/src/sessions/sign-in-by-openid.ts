import { type Executor, inTransaction, insertRow } from "@handsfree/query";
import type { Database, OpenIdIdentityRow } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { isDuplicateKey } from "../duplicate-key.ts";
import { holdUser } from "../identity/admins.ts";
import { createUser } from "../identity/create-user.ts";
import { findIdByEmail, requireEmail } from "../identity/email.ts";
import { keepGiven } from "../redaction/keep-text.ts";
import { retried } from "../retried.ts";
import { sha256 } from "../token.ts";
import { ifGiven, requireBoolean, requireObject, requireText } from "../validate.ts";
import { recordSignIn } from "./sign-in-log.ts";
import { type Browser, keepUserAgent, startSession, type StartedSession } from "./start-session.ts";

/** A person whom a provider of OpenID Connect has named in an answer that was verified. */
export interface OpenIdPerson extends Browser {
  readonly issuer: string;
  /** The person's id at the provider, which never changes. */
  readonly subject: string;
  /** Their address, only if the provider says that it is verified. */
  readonly verifiedEmail?: string | undefined;
  readonly displayName?: string | undefined;
  /** Whether a person who is no user becomes a member. Default false. */
  readonly createsMembers?: boolean | undefined;
}

/**
 * The outcome of `signInByOpenId`:
 *
 * - `signed_in`: the session has begun.
 * - `unknown`: the person is no user, and members are not created.
 * - `bound_to_another`: the address belongs to a user whom the provider has named by another subject before. A provider
 *   may have given the address to another person since.
 * - `principal_disabled`: the user cannot use HandsFree.
 *
 * Tell a caller no more than that they cannot sign in. The outcome is for the log.
 */
export type OpenIdSignIn =
  | ({ readonly outcome: "signed_in" } & StartedSession)
  | { readonly outcome: "unknown" }
  | {
      readonly outcome: "bound_to_another" | "principal_disabled";
      /** The id of the user. */
      readonly userId: string;
    };

interface Person {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  readonly displayName: string | null;
  readonly createsMembers: boolean;
}

/**
 * Signs a person in whom a provider names. Once, they are matched with a user by their verified address; from then on
 * only the issuer and the subject count. Verify the provider's answer before.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function signInByOpenId(
  db: Executor<Database>,
  input: OpenIdPerson,
  context: Context = systemContext,
): Promise<OpenIdSignIn> {
  requireCall(db, context);
  const {
    issuer,
    subject,
    verifiedEmail,
    displayName,
    createsMembers = false,
  } = requireObject("input", input);
  const person: Person = {
    issuer: requireText("issuer", issuer),
    subject: requireText("subject", subject),
    email: ifGiven("verifiedEmail", verifiedEmail, requireEmail) ?? null,
    displayName:
      ifGiven("displayName", displayName, (field, name) => keepGiven(field, name, context)) ?? null,
    createsMembers: requireBoolean("createsMembers", createsMembers),
  };
  const userAgent = keepUserAgent(input, context);
  const stopped = atOneInstant(context);
  const signIn = (): Promise<OpenIdSignIn> =>
    retried(db, () =>
      inTransaction(db, async (transaction): Promise<OpenIdSignIn> => {
        const found = await findOrBind(transaction, person, stopped);
        if (typeof found !== "string") return found;
        const user = await holdUser(transaction, found);
        if (user === undefined) return { outcome: "unknown" };
        if (user.disabled_at !== null) return { outcome: "principal_disabled", userId: found };
        const browser = { userId: found, signedInBy: "openid", userAgent } as const;
        return { outcome: "signed_in", ...(await startSession(transaction, browser, stopped)) };
      }),
    );
  try {
    return await signIn();
  } catch (error) {
    // Another tab of the person was faster to become a user, or to be bound.
    if (db.isTransaction || !isDuplicateKey(error)) throw error;
    return signIn();
  }
}

/** @returns the id of the user, or why there is none. */
async function findOrBind(
  transaction: Transaction<Database>,
  person: Person,
  context: Context,
): Promise<string | OpenIdSignIn> {
  const hash = sha256(JSON.stringify([person.issuer, person.subject]));
  const before = await findBound(transaction, hash);
  if (before !== undefined) return before;
  const userId = await findOrCreate(transaction, person, context);
  if (userId === undefined) return { outcome: "unknown" };
  const user = await holdUser(transaction, userId);
  // Read again, since sign-ins of one user wait for each other until here.
  const meanwhile = await findBound(transaction, hash);
  if (meanwhile !== undefined) return meanwhile;
  if (user === undefined || user.disabled_at !== null) {
    return { outcome: "principal_disabled", userId };
  }
  const other = await transaction
    .selectFrom("openid_identities")
    .select("id")
    .where("user_id", "=", userId)
    .where("issuer", "=", person.issuer)
    .limit(1)
    .executeTakeFirst();
  if (other !== undefined) return { outcome: "bound_to_another", userId };
  await bind(transaction, { userId, hash, person }, context);
  return userId;
}

async function findBound(
  transaction: Transaction<Database>,
  hash: string,
): Promise<string | undefined> {
  const bound = await transaction
    .selectFrom("openid_identities")
    .select("user_id")
    .where("identity_sha256", "=", hash)
    .executeTakeFirst();
  return bound?.user_id;
}

async function findOrCreate(
  transaction: Transaction<Database>,
  { email, displayName, createsMembers }: Person,
  context: Context,
): Promise<string | undefined> {
  // Without an address an admin could not tell who a new member is.
  if (email === null) return undefined;
  const known = await findIdByEmail(transaction, email);
  if (known !== undefined || !createsMembers) return known;
  const created = await createUser(transaction, { email, displayName, role: "member" }, context);
  if (created.outcome === "created") return created.user.id;
  // Another tab was faster.
  return findIdByEmail(transaction, email);
}

async function bind(
  transaction: Transaction<Database>,
  {
    userId,
    hash,
    person: { issuer, subject },
  }: { readonly userId: string; readonly hash: string; readonly person: Person },
  context: Context,
): Promise<void> {
  const row: OpenIdIdentityRow = {
    id: context.newId(),
    identity_sha256: hash,
    issuer,
    subject,
    user_id: userId,
    created_at: context.now(),
  };
  await insertRow(transaction, "openid_identities", row);
  const change = {
    actionType: "openid_identity.bound",
    userId,
    target: row.id,
    details: { issuer },
  } as const;
  await transaction.executeQuery(recordSignIn(transaction, change, context).compile());
}
