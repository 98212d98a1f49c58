import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Database, DisablingReason, WebhookEndpointRow } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { lastPosition } from "../feed/positions.ts";
import { optionalActor } from "../identity/actor.ts";
import { ifGiven, requireObject, requireWhole } from "../validate.ts";
import type { WebhookEndpointKey } from "./change.ts";
import { changeEndpoint, type ChangedWebhookEndpoint, type EndpointValues } from "./change-row.ts";
import type { WebhookEndpoint } from "./endpoint.ts";

/** An endpoint to enable, and from where its events are delivered. */
export interface WebhookEndpointEnabling extends WebhookEndpointKey {
  /**
   * Its deliveries go on after this place in the feed, from the endpoint's `position` on. Default: the end of the feed,
   * so that the events since it was disabled are not delivered.
   */
  readonly after?: number | undefined;
}

/**
 * Enables an endpoint. The deliveries that waited when it was disabled go on.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function enableWebhookEndpoint(
  db: Executor<Database>,
  input: WebhookEndpointEnabling,
  context: Context = systemContext,
): Promise<ChangedWebhookEndpoint> {
  requireCall(db, context);
  const { id, after } = requireObject("input", input);
  ifGiven("after", after, (field, place) => requireWhole(field, place, 0, Number.MAX_SAFE_INTEGER));
  const last = await lastPosition(db);
  const set = (row: WebhookEndpointRow): EndpointValues | undefined => {
    if (row.state === "enabled") return undefined;
    // An earlier place would deliver events for a second time, with other ids.
    const most = Math.max(last, row.position);
    const position = after ?? most;
    if (position < row.position || position > most) {
      throw new InvalidInputError(
        "after",
        `must be a place from ${row.position} to ${most}; leave it out for the end of the feed`,
      );
    }
    return {
      state: "enabled",
      disabled_because: null,
      disabled_at: null,
      failing_since: null,
      position,
    };
  };
  return changeEndpoint(db, { id, by: optionalActor(input), event: "enabled", set }, context);
}

/**
 * Disables an endpoint: it gets no deliveries, and those that wait are not sent.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function disableWebhookEndpoint(
  db: Executor<Database>,
  input: WebhookEndpointKey,
  context: Context = systemContext,
): Promise<ChangedWebhookEndpoint> {
  requireCall(db, context);
  const { id } = requireObject("input", input);
  return disable(db, { id, by: optionalActor(input), because: "requested" }, context);
}

interface Disabling {
  readonly id: string;
  readonly by: string | null;
  readonly because: DisablingReason;
  /** Given, an endpoint that was changed since it was read stays enabled. */
  readonly asRead?: WebhookEndpoint | undefined;
}

/** Disables an endpoint, if it is enabled. */
export function disable(
  db: Executor<Database>,
  { id, by, because, asRead }: Disabling,
  context: Context,
): Promise<ChangedWebhookEndpoint> {
  const set = (row: WebhookEndpointRow, now: Date): EndpointValues | undefined => {
    if (row.state === "disabled" || (asRead !== undefined && asRead.url !== row.url)) {
      return undefined;
    }
    return { state: "disabled", disabled_because: because, disabled_at: now };
  };
  return changeEndpoint(db, { id, by, event: "disabled", set, details: { because } }, context);
}
