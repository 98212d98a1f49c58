import { type Executor, inTransaction } from "@handsfree/query";
import type { Database, WebhookEndpointRow } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import type { EventType } from "../feed/event-types.ts";
import { type Actor, optionalActor } from "../identity/actor.ts";
import { retried } from "../retried.ts";
import { requireObject, requireUuid, requireWhole } from "../validate.ts";
import {
  changeEndpoint,
  type ChangedWebhookEndpoint,
  type EndpointValues,
  holdEndpoint,
} from "./change-row.ts";
import { webhookEndpointLimits } from "./limits.ts";
import { recordEndpointChange } from "./record-change.ts";
import { keptDescription, keptTypes, requireEndpointUrl } from "./values.ts";

/** New values of an endpoint. What is left out stays. */
export interface WebhookEndpointChange extends Actor {
  readonly id: string;
  readonly url?: string | undefined;
  readonly description?: string | null | undefined;
  /** Null for all types. */
  readonly types?: readonly EventType[] | null | undefined;
}

/**
 * Changes an endpoint. New types are about events that are not delivered yet; a new URL is about all deliveries that
 * wait.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function changeWebhookEndpoint(
  db: Executor<Database>,
  input: WebhookEndpointChange,
  context: Context = systemContext,
): Promise<ChangedWebhookEndpoint> {
  requireCall(db, context);
  const { id, url, description, types } = requireObject("input", input);
  const values: EndpointValues = {
    ...(url !== undefined && { url: requireEndpointUrl("url", url) }),
    ...(description !== undefined && { description: keptDescription(description, context) }),
    ...(types !== undefined && { event_types: keptTypes(types) }),
  };
  const names = Object.keys(values) as (keyof typeof values)[];
  const set = (row: WebhookEndpointRow) =>
    names.some((name) => row[name] !== values[name]) ? values : undefined;
  const details = { changed: names.map((name) => (name === "event_types" ? "types" : name)) };
  return changeEndpoint(
    db,
    { id, by: optionalActor(input), event: "changed", set, details },
    context,
  );
}

/** An endpoint whose secret is replaced. */
export interface WebhookSecretRotation extends Actor {
  readonly id: string;
  /** For how long the secret before signs too, in whole seconds from 0 to 604,800. Default 86,400, a day. */
  readonly overlapSeconds?: number | undefined;
}

/**
 * Gives an endpoint a new secret. For a time both secrets sign, so that its receiver can change over. Of several
 * rotations within that time, the last two secrets do.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function rotateWebhookSecret(
  db: Executor<Database>,
  input: WebhookSecretRotation,
  context: Context = systemContext,
): Promise<ChangedWebhookEndpoint> {
  requireCall(db, context);
  const { id, overlapSeconds = webhookEndpointLimits.overlapSeconds } = requireObject(
    "input",
    input,
  );
  requireWhole("overlapSeconds", overlapSeconds, 0, webhookEndpointLimits.longestOverlapSeconds);
  const set = ({ secret_version }: WebhookEndpointRow, now: Date) => ({
    secret_version: secret_version + 1,
    previous_secret_until: new Date(now.getTime() + overlapSeconds * 1000),
  });
  return changeEndpoint(
    db,
    { id, by: optionalActor(input), event: "secret_rotated", set },
    context,
  );
}

/** The endpoint that somebody changes. */
export interface WebhookEndpointKey extends Actor {
  readonly id: string;
}

/**
 * Deletes an endpoint with its deliveries.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function deleteWebhookEndpoint(
  db: Executor<Database>,
  input: WebhookEndpointKey,
  context: Context = systemContext,
): Promise<{ readonly outcome: "deleted" | "not_found" }> {
  requireCall(db, context);
  const id = requireUuid("id", requireObject("input", input).id);
  const by = optionalActor(input);
  const stopped = atOneInstant(context);
  return retried(db, () =>
    inTransaction(db, async (transaction) => {
      const row = await holdEndpoint(transaction, id);
      if (row === undefined) return { outcome: "not_found" } as const;
      await transaction.deleteFrom("webhook_deliveries").where("endpoint_id", "=", id).execute();
      await transaction.deleteFrom("webhook_endpoints").where("id", "=", id).execute();
      const record = recordEndpointChange(transaction, row, { event: "deleted", by }, stopped);
      await transaction.executeQuery(record.compile());
      return { outcome: "deleted" } as const;
    }),
  );
}
