import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Compilable } from "kysely";
import { insertActionLog } from "../action-logs/record.ts";
import type { SystemEvent } from "../action-logs/system-types.ts";
import type { Context } from "../context.ts";

type SignInType =
  | `session.${SystemEvent<"session">}`
  | `sign_in_link.${SystemEvent<"sign_in_link">}`
  | `passkey.${SystemEvent<"passkey">}`
  | `openid_identity.${SystemEvent<"openid_identity">}`;

/** A change to record. */
interface SignInChange {
  readonly actionType: SignInType;
  /** The user whom it is about, to whom the row belongs. */
  readonly userId: string;
  /** The id of the session, the link, the passkey or the identity. */
  readonly target: string;
  /** Further facts. They must not hold a secret, or a text about the person. */
  readonly details: Readonly<Record<string, unknown>>;
  /** Default true. */
  readonly ok?: boolean;
}

/** The audit row of a sign-in, a sign-out, or a change of the ways to sign in. */
export function recordSignIn(
  db: Executor<Database>,
  { actionType, userId, target, details, ok = true }: SignInChange,
  context: Context,
): Compilable {
  return insertActionLog(db, { userId, actionType, target, ok, result: details }, context);
}
