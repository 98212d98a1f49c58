import { type Executor, shareTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { keepOptional } from "../redaction/keep-text.ts";
import type { Cancellation, Decision } from "./decision.ts";
import { requireDigest } from "./digest.ts";
import type { TokenHolder } from "./find.ts";
import { sharedDecisions } from "./shared-decisions.ts";
import type { Verdict } from "./verdict.ts";
import { requirePerson } from "../person.ts";
import { hashToken } from "../token.ts";
import { requireObject, requireString } from "../validate.ts";

/** A decision by the holder of a token. */
export interface NewDecision extends TokenHolder {
  /** The `payloadDigest` that the person was shown. If the action has another one, the decision is refused. */
  readonly payloadDigest?: string | null | undefined;
  /** Up to 1000 characters. Secrets are redacted. */
  readonly reason?: string | null | undefined;
}

/**
 * Confirms an action, or approves it if it needs several approvals. Of concurrent decisions one wins. It is recorded in
 * the same transaction.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function confirmPendingAction(
  db: Executor<Database>,
  decision: NewDecision,
  context: Context = systemContext,
): Promise<Decision> {
  requireCall(db, context);
  return decide(db, "confirmed", decision, context);
}

/**
 * Cancels an action. The owner and each approver may do so. Of concurrent decisions one wins. It is recorded in the
 * same transaction.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function cancelPendingAction(
  db: Executor<Database>,
  decision: NewDecision,
  context: Context = systemContext,
): Promise<Cancellation> {
  requireCall(db, context);
  return (await decide(db, "cancelled", decision, context)) as Cancellation;
}

function decide(
  db: Executor<Database>,
  to: Verdict["to"],
  decision: NewDecision,
  context: Context,
): Promise<Decision> {
  const { payloadDigest, reason, userId, token } = requireObject("decision", decision);
  const shown = requireDigest("payloadDigest", payloadDigest);
  const verdict: Verdict = {
    to,
    by: requirePerson("userId", userId),
    reason: keepOptional("reason", reason, context),
  };
  // Any string, since the tokens of an adopted database have no fixed form.
  const hash = hashToken(requireString("token", token));
  return shareTransaction(db, sharedDecisions, {
    hash,
    verdict,
    shown,
    context: atOneInstant(context),
  });
}
