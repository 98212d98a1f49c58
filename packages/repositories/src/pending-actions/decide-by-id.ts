import { type Executor, InvalidInputError, shareTransaction } from "@handsfree/query";
import {
  type Database,
  type DecisionSurface,
  decisionSurfaces,
  type UserRole,
  userRoles,
} from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { requirePerson } from "../person.ts";
import { keepOptional } from "../redaction/keep-text.ts";
import { requireObject, requireOneOf, requireTime, requireUuid } from "../validate.ts";
import type { Cancellation, Decision } from "./decision.ts";
import { requireDigest } from "./digest.ts";
import type { AskedDecision } from "./open-action.ts";
import { sharedDecisions } from "./shared-decisions.ts";

/** The person who decides, and where. */
export interface Decider {
  /** UUID of the person. */
  readonly userId: string;
  /**
   * The person's role. A `member` decides only their own actions; an `approver` and an `admin` also those of others
   * that they are asked about. Default `approver`, for applications that decide by themselves who may call.
   */
  readonly role?: UserRole | undefined;
  readonly surface: DecisionSurface;
  /**
   * When the person signed in with a passkey in the session by which they decide. Some policies want it to be at most 5
   * minutes before an approval. Default: not at all.
   */
  readonly passkeyAt?: Date | undefined;
}

/** The action that a person decides, as they were shown it. */
export interface ShownAction {
  /** The action's public id. */
  readonly id: string;
  /** The `payloadDigest` that the person was shown. If the action has another one, the decision is refused. */
  readonly payloadDigest: string;
  /** Up to 1000 characters. Secrets are redacted. */
  readonly reason?: string | null | undefined;
}

/** A decision of a person by their own identity. */
export interface IdentifiedDecision extends Decider, ShownAction {}

/**
 * Approves an action. With the last approval that it needs it is confirmed. The caller must be asked at this time: as a
 * named approver or as a member of the group, and of the escalation group once it has escalated. Of concurrent decisions
 * one wins. It is recorded in the same transaction.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function approvePendingAction(
  db: Executor<Database>,
  decision: IdentifiedDecision,
  context: Context = systemContext,
): Promise<Decision> {
  requireCall(db, context);
  return shareTransaction(db, sharedDecisions, askById("confirmed", decision, context));
}

/**
 * Rejects an action, which ends it. The same people may do so as may approve it, and also a proposer who may not
 * approve. One rejection is enough. It is recorded in the same transaction.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function rejectPendingAction(
  db: Executor<Database>,
  decision: IdentifiedDecision,
  context: Context = systemContext,
): Promise<Cancellation> {
  requireCall(db, context);
  const asked = askById("rejected", decision, context);
  return (await shareTransaction(db, sharedDecisions, asked)) as Cancellation;
}

/** A withdrawal. Exactly one of `userId` and `serviceId` says who withdraws. */
export interface Withdrawal {
  /** The action's public id. */
  readonly id: string;
  /** UUID of the action's owner, or of the person who proposed it. */
  readonly userId?: string | undefined;
  /** UUID of the service that proposed it. */
  readonly serviceId?: string | undefined;
  readonly surface: DecisionSurface;
  /** Up to 1000 characters. Secrets are redacted. */
  readonly reason?: string | null | undefined;
}

/**
 * Withdraws an action, which ends it as `cancelled`. Its owner and who proposed it may do so. Of concurrent decisions
 * one wins. It is recorded in the same transaction.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function withdrawPendingAction(
  db: Executor<Database>,
  withdrawal: Withdrawal,
  context: Context = systemContext,
): Promise<Cancellation> {
  requireCall(db, context);
  const { id, userId, serviceId, surface, reason } = requireObject("withdrawal", withdrawal);
  const isPersons = serviceId === undefined;
  const by = isPersons
    ? requirePerson("userId", userId as string)
    : requireUuid("serviceId", serviceId);
  if (!isPersons && userId !== undefined) {
    throw new InvalidInputError("serviceId", "must be left out if userId is given");
  }
  const asked: AskedDecision = {
    column: "id",
    key: requireUuid("id", id),
    role: isPersons ? "approver" : "service",
    shown: null,
    verdict: {
      to: "cancelled",
      by,
      reason: keepOptional("reason", reason, context),
      surface: requireOneOf("surface", surface, decisionSurfaces),
    },
    context: atOneInstant(context),
  };
  return (await shareTransaction(db, sharedDecisions, asked)) as Cancellation;
}

/** @throws {InvalidInputError} naming the field. */
export function askById(
  to: "confirmed" | "rejected",
  decision: IdentifiedDecision,
  context: Context,
): AskedDecision {
  const { id, payloadDigest, reason, ...decider } = requireObject("decision", decision);
  const { userId, role, surface, passkeyAt } = requireDecider(decider);
  return {
    column: "id",
    key: requireUuid("id", id),
    role,
    shown: requireDigest("payloadDigest", payloadDigest),
    passkeyAt,
    verdict: { to, by: userId, reason: keepOptional("reason", reason, context), surface },
    context: atOneInstant(context),
  };
}

/** @throws {InvalidInputError} naming the field. */
export function requireDecider({
  userId,
  role = "approver",
  surface,
  passkeyAt,
}: Decider): Decider & { readonly role: UserRole } {
  return {
    userId: requirePerson("userId", userId),
    role: requireOneOf("role", role, userRoles),
    surface: requireOneOf("surface", surface, decisionSurfaces),
    passkeyAt: passkeyAt === undefined ? undefined : requireTime("passkeyAt", passkeyAt),
  };
}
