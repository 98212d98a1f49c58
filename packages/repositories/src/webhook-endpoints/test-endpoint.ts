import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { optionalActor } from "../identity/actor.ts";
import { requireObject } from "../validate.ts";
import type { WebhookEndpointKey } from "./change.ts";
import type { WebhookEndpoint } from "./endpoint.ts";
import { findWebhookEndpoint } from "./find.ts";
import { recordEndpointChange } from "./record-change.ts";

/** The outcome of a request for a test. */
export type TestedWebhookEndpoint =
  | { readonly outcome: "requested" | "disabled"; readonly endpoint: WebhookEndpoint }
  | { readonly outcome: "not_found" };

/**
 * Makes an event `webhook_endpoint.tested`, which is delivered to this endpoint, even if it does not want the type, and to no other.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function testWebhookEndpoint(
  db: Executor<Database>,
  input: WebhookEndpointKey,
  context: Context = systemContext,
): Promise<TestedWebhookEndpoint> {
  requireCall(db, context);
  const { id } = requireObject("input", input);
  const by = optionalActor(input);
  const endpoint = await findWebhookEndpoint(db, id);
  if (endpoint === undefined) return { outcome: "not_found" };
  if (endpoint.state === "disabled") return { outcome: "disabled", endpoint };
  const owner = { id: endpoint.id, user_id: endpoint.userId };
  const record = recordEndpointChange(db, owner, { event: "tested", by }, atOneInstant(context));
  await db.executeQuery(record.compile());
  return { outcome: "requested", endpoint };
}
