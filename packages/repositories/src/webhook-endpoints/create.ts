import { type Executor, inTransaction } from "@handsfree/query";
import type { Database, WebhookEndpointRow } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import type { EventType } from "../feed/event-types.ts";
import { lastPosition } from "../feed/positions.ts";
import { type Actor, optionalActor } from "../identity/actor.ts";
import { requirePerson } from "../person.ts";
import { requireObject } from "../validate.ts";
import { toEndpoint, type WebhookEndpoint } from "./endpoint.ts";
import { webhookEndpointLimits } from "./limits.ts";
import { recordEndpointChange } from "./record-change.ts";
import { keptDescription, keptTypes, requireEndpointUrl } from "./values.ts";

/** An endpoint to add. */
export interface NewWebhookEndpoint extends Actor {
  /** With http or https, and without credentials. Up to 2000 characters. */
  readonly url: string;
  /** UUID of the user whose records' events are sent. Default: those of all users, and those of webhook events. */
  readonly userId?: string | null | undefined;
  /** Up to 200 characters, without invisible ones. */
  readonly description?: string | null | undefined;
  /** Default: all types. */
  readonly types?: readonly EventType[] | null | undefined;
}

/** The outcome of an addition. */
export type CreatedWebhookEndpoint =
  | { readonly outcome: "created"; readonly endpoint: WebhookEndpoint }
  /** There are as many endpoints as there may be. */
  | { readonly outcome: "too_many"; readonly limit: number }
  /** There is no such user. */
  | { readonly outcome: "user_not_found" };

/**
 * Adds an endpoint, which gets the events from now on, and records that in the same transaction. Its URL is not called.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function createWebhookEndpoint(
  db: Executor<Database>,
  input: NewWebhookEndpoint,
  context: Context = systemContext,
): Promise<CreatedWebhookEndpoint> {
  requireCall(db, context);
  const { url, userId, description, types } = requireObject("input", input);
  const by = optionalActor(input);
  const stopped = atOneInstant(context);
  const now = stopped.now();
  const values = {
    id: stopped.newId(),
    user_id: userId === undefined || userId === null ? null : requirePerson("userId", userId),
    url: requireEndpointUrl("url", url),
    description: keptDescription(description, context),
    event_types: keptTypes(types),
  };
  const row: WebhookEndpointRow = {
    ...values,
    state: "enabled",
    disabled_because: null,
    disabled_at: null,
    failing_since: null,
    position: await lastPosition(db),
    secret_version: 1,
    previous_secret_until: null,
    created_at: now,
    created_by: by,
    updated_at: now,
  };
  const { endpoints: limit } = webhookEndpointLimits;
  return inTransaction(db, async (transaction): Promise<CreatedWebhookEndpoint> => {
    const { count } = await transaction
      .selectFrom("webhook_endpoints")
      .select((endpoint) => endpoint.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    if (count >= limit) return { outcome: "too_many", limit };
    if (row.user_id !== null) {
      const user = await transaction
        .selectFrom("users")
        .select("id")
        .where("id", "=", row.user_id)
        .executeTakeFirst();
      if (user === undefined) return { outcome: "user_not_found" };
    }
    await transaction.insertInto("webhook_endpoints").values(row).execute();
    const record = recordEndpointChange(transaction, row, { event: "created", by }, stopped);
    await transaction.executeQuery(record.compile());
    return { outcome: "created", endpoint: toEndpoint(row) };
  });
}
