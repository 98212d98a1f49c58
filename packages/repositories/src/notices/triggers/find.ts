import {
  type Executor,
  fetchPage,
  inTransaction,
  insertRow,
  lookUp,
  type Page,
  type PageRequest,
} from "@handsfree/query";
import type { Database, EventTriggerRow } from "@handsfree/schema";
import { changedRows } from "../../changed-rows.ts";
import { type Context, requireCall, systemContext } from "../../context.ts";
import { type Actor, optionalActor } from "../../identity/actor.ts";
import { largeContents } from "../../large-contents.ts";
import { requirePerson } from "../../person.ts";
import { retried } from "../../retried.ts";
import { requireObject, requireUuid } from "../../validate.ts";
import { triggerLog } from "./record.ts";
import { type EventTrigger, toTrigger } from "./trigger.ts";

const columns = [
  "id",
  "user_id",
  "kind",
  "repository",
  "number",
  "head_sha",
  "proposal",
  "proposed_by",
  "service_id",
  "credential_id",
  "state",
  "webhook_event_id",
  "action_id",
  "error",
  "content_bytes",
  "expires_at",
  "fired_at",
  "ended_at",
  "created_at",
] as const satisfies readonly (keyof EventTriggerRow)[];

/** The owner and the id of a trigger. */
export interface EventTriggerKey {
  readonly userId: string;
  readonly id: string;
}

/**
 * Finds a user's trigger by its id.
 *
 * @throws {InvalidInputError} for an id that is not a UUID.
 */
export async function findEventTrigger(
  db: Executor<Database>,
  key: EventTriggerKey,
  context: Context = systemContext,
): Promise<EventTrigger | undefined> {
  requireCall(db, context);
  const { userId, id } = requireTriggerKey(key);
  const row = await lookUp(db, "event_triggers", columns, { column: "id", value: id });
  // The owner is compared here, since DuckDB scans the table for a query with a second condition.
  return row?.user_id === userId ? toTrigger(row, context.now()) : undefined;
}

/** The owner and the page of a list of triggers. */
export interface EventTriggerFilter extends PageRequest {
  readonly userId: string;
}

/**
 * Lists a user's triggers, newest first.
 *
 * @throws {InvalidInputError} for an invalid user, limit, time or cursor.
 */
export async function listEventTriggers(
  db: Executor<Database>,
  filter: EventTriggerFilter,
  context: Context = systemContext,
): Promise<Page<EventTrigger>> {
  requireCall(db, context);
  const { userId, ...request } = requireObject("filter", filter);
  const query = db
    .selectFrom("event_triggers")
    .select(columns)
    .where("user_id", "=", requirePerson("userId", userId));
  const page = await fetchPage(db, query, "created_at", request, largeContents.event_triggers);
  const now = context.now();
  return { ...page, items: page.items.map((row) => toTrigger(row, now)) };
}

/** A trigger to remove. */
export interface EventTriggerRemoval extends Actor, EventTriggerKey {}

/**
 * Removes a user's trigger, so that it proposes nothing any more, and records that in the same transaction. An action
 * that it proposed before stays.
 *
 * @returns whether the user had it.
 * @throws {InvalidInputError} naming the field.
 */
export async function removeEventTrigger(
  db: Executor<Database>,
  removal: EventTriggerRemoval,
  context: Context = systemContext,
): Promise<boolean> {
  requireCall(db, context);
  const { userId, id } = requireTriggerKey(removal);
  const by = optionalActor(removal);
  const row = await lookUp(db, "event_triggers", columns, { column: "id", value: id });
  if (row?.user_id !== userId) return false;
  return retried(db, () =>
    inTransaction(db, async (transaction) => {
      const removing = transaction.deleteFrom("event_triggers").where("id", "=", id);
      if ((await changedRows(removing)) === 0) return false;
      const log = triggerLog(row, { event: "removed", by }, context);
      await insertRow(transaction, "action_logs", log);
      return true;
    }),
  );
}

function requireTriggerKey(key: EventTriggerKey): EventTriggerKey {
  const { userId, id } = requireObject("key", key);
  return { userId: requirePerson("userId", userId), id: requireUuid("id", id) };
}
