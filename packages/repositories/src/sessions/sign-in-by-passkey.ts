import { type Executor, inTransaction } from "@handsfree/query";
import type { Database, PasskeyRow } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { holdUser } from "../identity/admins.ts";
import { retried } from "../retried.ts";
import { requireObject, requireText, requireWhole } from "../validate.ts";
import { findPasskeyRow, webauthnIdLength } from "./passkey.ts";
import { recordSignIn } from "./sign-in-log.ts";
import { type Browser, keepUserAgent, startSession, type StartedSession } from "./start-session.ts";

/** A signature of a passkey that was verified. */
export interface VerifiedPasskey extends Browser {
  readonly webauthnId: string;
  /** The authenticator's count of signatures with this one; 0 if it does not count. */
  readonly signatures: number;
}

/**
 * The outcome of `signInByPasskey`:
 *
 * - `signed_in`: the session has begun.
 * - `unknown`: no user has this passkey.
 * - `counted_back`: the authenticator's count is not higher than before, so there may be a copy of it. That is on record.
 * - `principal_disabled`: the user cannot use HandsFree.
 *
 * Tell a caller no more than that the passkey does not work. The outcome is for the log.
 */
export type PasskeySignIn =
  | ({ readonly outcome: "signed_in" } & StartedSession)
  | { readonly outcome: "unknown" }
  | {
      readonly outcome: "counted_back" | "principal_disabled";
      /** The id of the passkey. */
      readonly passkeyId: string;
    };

/**
 * Signs a person in by a signature of their passkey, and records that in the same transaction. Verify the signature and
 * take its challenge before.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function signInByPasskey(
  db: Executor<Database>,
  input: VerifiedPasskey,
  context: Context = systemContext,
): Promise<PasskeySignIn> {
  requireCall(db, context);
  const { webauthnId, signatures } = requireObject("input", input);
  const userAgent = keepUserAgent(input, context);
  requireText("webauthnId", webauthnId, webauthnIdLength);
  requireWhole("signatures", signatures, 0, 2 ** 32 - 1);
  const stopped = atOneInstant(context);
  return retried(db, () =>
    inTransaction(db, async (transaction): Promise<PasskeySignIn> => {
      const found = await findPasskeyRow(transaction, webauthnId);
      if (found === undefined) return { outcome: "unknown" };
      const user = await holdUser(transaction, found.user_id);
      // Read again, since sign-ins of one user wait for each other until here.
      const row = await findPasskeyRow(transaction, webauthnId);
      if (row === undefined) return { outcome: "unknown" };
      const passkeyId = row.id;
      if (user === undefined || user.disabled_at !== null) {
        return { outcome: "principal_disabled", passkeyId };
      }
      if (isCountedBack(row, signatures)) {
        await recordCopy(transaction, row, signatures, stopped);
        return { outcome: "counted_back", passkeyId };
      }
      await transaction
        .updateTable("passkeys")
        .set({ signatures, last_used_at: stopped.now() })
        .where("id", "=", row.id)
        .execute();
      const browser = { userId: row.user_id, signedInBy: "passkey", userAgent } as const;
      return { outcome: "signed_in", ...(await startSession(transaction, browser, stopped)) };
    }),
  );
}

/** WebAuthn, section 6.1.1. Many authenticators do not count, and always say 0. */
function isCountedBack({ signatures: before }: PasskeyRow, signatures: number): boolean {
  return (before > 0 || signatures > 0) && signatures <= before;
}

async function recordCopy(
  transaction: Transaction<Database>,
  { id, user_id, signatures: before }: PasskeyRow,
  given: number,
  context: Context,
): Promise<void> {
  const change = {
    actionType: "passkey.counted_back",
    userId: user_id,
    target: id,
    details: { before, given },
    ok: false,
  } as const;
  await transaction.executeQuery(recordSignIn(transaction, change, context).compile());
}
