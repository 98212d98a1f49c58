import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { requireCall } from "../../context.ts";
import { isOneOf } from "../../one-of.ts";
import { requireUuids } from "../../validate.ts";
import { toTransition, type WebhookEventTransition } from "./history.ts";

/**
 * Finds the last transition of each of some events, by one statement.
 *
 * @returns the transitions by the ids of the events. One without any is missing.
 * @throws {InvalidInputError} for an id that is not a UUID.
 */
export async function findLastTransitions(
  db: Executor<Database>,
  eventIds: readonly string[],
): Promise<ReadonlyMap<string, WebhookEventTransition>> {
  requireCall(db);
  const ids = requireUuids("eventIds", eventIds);
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom((from) =>
      from
        .selectFrom("webhook_transitions")
        .selectAll()
        .select(
          sql<number>`row_number() over (partition by event_id order by created_at desc, id desc)`.as(
            "place",
          ),
        )
        .where(isOneOf("event_id", "uuid", ids))
        .as("ordered"),
    )
    .selectAll()
    .where("place", "=", 1)
    .execute();
  return new Map(rows.map((row) => [row.event_id, toTransition(row)]));
}
