import { type Executor, shareTransaction } from "@handsfree/query";
import { type Database, type DecisionSurface, decisionSurfaces } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { requirePerson } from "../person.ts";
import { keepOptional } from "../redaction/keep-text.ts";
import { hashToken } from "../token.ts";
import { requireObject, requireOneOf, requireString } from "../validate.ts";
import type { Cancellation, Decision } from "./decision.ts";
import { optionalDigest } from "./digest.ts";
import type { TokenHolder } from "./find.ts";
import type { AskedDecision } from "./open-action.ts";
import { sharedDecisions } from "./shared-decisions.ts";

/** A decision by the token of an action, for example a spoken one. It is for the action's owner alone. */
export interface NewDecision extends TokenHolder {
  /** The `payloadDigest` that the person was shown. If the action has another one, the decision is refused. */
  readonly payloadDigest?: string | null | undefined;
  /** Up to 1000 characters. Secrets are redacted. */
  readonly reason?: string | null | undefined;
  /** Where the person decides. Default `voice`. */
  readonly surface?: DecisionSurface | undefined;
}

/**
 * Confirms an action by its token, or approves it if it needs several approvals. The owner can do so if they are asked;
 * other people use `approvePendingAction`. Of concurrent decisions one wins. It is recorded in the same transaction.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function confirmPendingAction(
  db: Executor<Database>,
  decision: NewDecision,
  context: Context = systemContext,
): Promise<Decision> {
  requireCall(db, context);
  return shareTransaction(db, sharedDecisions, askByToken("confirmed", decision, context));
}

/**
 * Cancels an action by its token, for the owner alone. Of concurrent decisions one wins. It is recorded in the same
 * transaction.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function cancelPendingAction(
  db: Executor<Database>,
  decision: NewDecision,
  context: Context = systemContext,
): Promise<Cancellation> {
  requireCall(db, context);
  const asked = askByToken("cancelled", decision, context);
  return (await shareTransaction(db, sharedDecisions, asked)) as Cancellation;
}

function askByToken(
  to: "confirmed" | "cancelled",
  decision: NewDecision,
  context: Context,
): AskedDecision {
  const {
    payloadDigest,
    reason,
    userId,
    token,
    surface = "voice",
  } = requireObject("decision", decision);
  return {
    column: "token_sha256",
    shown: optionalDigest("payloadDigest", payloadDigest),
    verdict: {
      to,
      by: requirePerson("userId", userId),
      reason: keepOptional("reason", reason, context),
      surface: requireOneOf("surface", surface, decisionSurfaces),
    },
    // The owner's own action, which any role may decide.
    role: "member",
    // Any string, since the tokens of an adopted database have no fixed form.
    key: hashToken(requireString("token", token)),
    context: atOneInstant(context),
  };
}
