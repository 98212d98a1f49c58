import {
  type Executor,
  inTransaction,
  insertRow,
  insertRows,
  InvalidInputError,
} from "@handsfree/query";
import { type Database, type EventTriggerRow, noticeKinds } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { atOneInstant, type Context, requireCall, systemContext } from "../../context.ts";
import { type Actor, optionalActor } from "../../identity/actor.ts";
import { encodeJson } from "../../json.ts";
import { contentBytes } from "../../large-contents.ts";
import { askProposal } from "../../pending-actions/create.ts";
import type { NewPendingAction, ProposingService } from "../../pending-actions/proposal.ts";
import { requireRepository } from "../../repo-policies/repository.ts";
import { retried } from "../../retried.ts";
import { requireObject, requireOneOf, requireWhole } from "../../validate.ts";
import { consumerPosition } from "../../feed/consumer-position.ts";
import { beginAtEnd } from "../begin-at-end.ts";
import { CommitChecks, commitKey } from "../commit-checks.ts";
import { shaOf } from "../github/notice.ts";
import { triggerLimits } from "./limits.ts";
import { triggerLog } from "./record.ts";
import {
  type EventTrigger,
  toTrigger,
  type TriggerCondition,
  type TriggeredProposal,
} from "./trigger.ts";

/** A trigger to add. */
export interface NewEventTrigger extends Actor {
  /** UUID of the owner of the action that it proposes. */
  readonly userId: string;
  /** The event. The checks of a commit need `headSha`; the other kinds need it or `number`. */
  readonly when: Pick<TriggerCondition, "kind" | "repository"> & {
    readonly number?: number | null | undefined;
    readonly headSha?: string | null | undefined;
  };
  /** The proposal, at most 64 KiB as JSON. Policies decide on it when it is proposed. */
  readonly propose: TriggeredProposal;
  /** The person in whose name it is proposed. Default: the owner. The application sets it, never a client. */
  readonly proposedBy?: string | null | undefined;
  /** The service that proposes it. The application sets it, never a client. Default: a person does. */
  readonly service?: ProposingService | null | undefined;
  /** How long it waits for the event, in whole seconds from 60 to 30 days. Default a day. */
  readonly expiresInSeconds?: number | undefined;
}

/** The outcome of a new trigger. */
export type CreatedEventTrigger =
  | { readonly outcome: "created"; readonly trigger: EventTrigger }
  /** As many triggers of the user as the limit wait already. */
  | { readonly outcome: "too_many_open"; readonly limit: number };

/**
 * Adds a proposal that is made once an event came, and records that in the same transaction. It is made exactly once. A
 * trigger for checks that have all passed by then fires at once; other events count only if they come afterwards.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function createEventTrigger(
  db: Executor<Database>,
  input: NewEventTrigger,
  context: Context = systemContext,
): Promise<CreatedEventTrigger> {
  requireCall(db, context);
  requireObject("input", input);
  const by = optionalActor(input);
  const stopped = atOneInstant(context);
  const row = toRow(input, stopped);
  const begin = await beginAtEnd(db);
  return retried(db, () =>
    inTransaction(db, async (transaction) => {
      await begin(transaction);
      return addOne(transaction, row, by, stopped);
    }),
  );
}

async function addOne(
  transaction: Transaction<Database>,
  waiting: EventTriggerRow,
  by: string | null,
  context: Context,
): Promise<CreatedEventTrigger> {
  // The lock that events are noticed under: the checks either have passed before, or will find the trigger.
  await consumerPosition(transaction, "noticed", "update");
  const now = context.now();
  const { open } = await transaction
    .selectFrom("event_triggers")
    .select((one) => one.fn.countAll<number>().as("open"))
    .where("user_id", "=", waiting.user_id)
    .where("ended_at", "is", null)
    .where("expires_at", ">", now)
    .executeTakeFirstOrThrow();
  if (open >= triggerLimits.open) return { outcome: "too_many_open", limit: triggerLimits.open };
  const isTrue = await isTrueAlready(transaction, waiting);
  const row: EventTriggerRow = isTrue ? { ...waiting, state: "fired", fired_at: now } : waiting;
  await insertRow(transaction, "event_triggers", row);
  const created = triggerLog(row, { event: "created", by }, context);
  const fired = isTrue ? [triggerLog(row, { event: "fired" }, context)] : [];
  await insertRows(transaction, "action_logs", [created, ...fired]);
  return { outcome: "created", trigger: toTrigger(row, now) };
}

/** Whether the checks that a trigger waits for have all passed. */
async function isTrueAlready(
  transaction: Transaction<Database>,
  { kind, repository, head_sha: headSha }: EventTriggerRow,
): Promise<boolean> {
  if (kind !== "checks_passed" || headSha === null) return false;
  const checks = await CommitChecks.find(transaction, [commitKey(repository, headSha)]);
  return checks.havePassed(repository, headSha);
}

/** @throws {InvalidInputError} naming the field. */
function toRow(input: NewEventTrigger, context: Context): EventTriggerRow {
  const { userId, propose, proposedBy, service } = input;
  const { expiresInSeconds = triggerLimits.defaultTimeToLive } = input;
  const when = requireCondition(input.when, context);
  const timeToLive = requireWhole(
    "expiresInSeconds",
    expiresInSeconds,
    triggerLimits.minimumTimeToLive,
    triggerLimits.maximumTimeToLive,
  );
  const asked: NewPendingAction = {
    ...requireObject("propose", propose),
    userId,
    proposedBy: proposedBy ?? undefined,
    service,
  };
  // A proposal that would be refused later is refused now, while its caller listens.
  const { row: action } = askProposal(asked, context);
  // Its summary has no secrets any more.
  const proposal = encodeJson("propose", { ...propose, summary: action.summary });
  const bytes = contentBytes(proposal);
  if (bytes > triggerLimits.proposalBytes) {
    throw new InvalidInputError(
      "propose",
      `has ${bytes} bytes as JSON; give at most ${triggerLimits.proposalBytes}`,
    );
  }
  return {
    id: context.newId(),
    user_id: action.user_id,
    ...when,
    proposal,
    proposed_by: action.proposed_by ?? action.user_id,
    service_id: action.service_id,
    credential_id: action.credential_id,
    state: "waiting",
    webhook_event_id: null,
    action_id: null,
    error: null,
    content_bytes: bytes,
    expires_at: new Date(context.now().getTime() + timeToLive * 1000),
    fired_at: null,
    ended_at: null,
    created_at: context.now(),
  };
}

function requireCondition(
  condition: NewEventTrigger["when"],
  context: Context,
): Pick<EventTriggerRow, "kind" | "repository" | "number" | "head_sha"> {
  const { kind, repository, number = null, headSha = null } = requireObject("when", condition);
  requireOneOf("when.kind", kind, noticeKinds);
  const sha = headSha === null ? null : requireSha("when.headSha", headSha);
  if (number !== null) requireWhole("when.number", number, 1, 2_147_483_647);
  const isOfChecks = kind === "checks_passed" || kind === "checks_failed";
  if (sha === null && (isOfChecks || number === null)) {
    const problem = isOfChecks
      ? "is missing; give the head commit whose checks are meant"
      : "is missing, and so is number; give at least one of them";
    throw new InvalidInputError("when.headSha", problem);
  }
  return {
    kind,
    repository: requireRepository("when.repository", repository, context),
    // A suite of checks does not always name its pull request, and the commit says enough.
    number: isOfChecks ? null : number,
    head_sha: sha,
  };
}

function requireSha(field: string, text: string): string {
  const sha = typeof text === "string" ? shaOf(text) : null;
  if (sha !== null) return sha;
  throw new InvalidInputError(
    field,
    "is no name of a commit; give its 40 or 64 hexadecimal digits",
  );
}
