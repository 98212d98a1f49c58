import type { Executor } from "@handsfree/query";
import type { Database, WebhookDeliveryRow } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../../context.ts";
import { requireObject, requireUuid } from "../../validate.ts";
import { leaseIsOver } from "../../work/lease.ts";
import { type Decision, requestChange } from "../../work/requests.ts";
import { findWebhookEndpoint } from "../find.ts";
import { toDelivery, type WebhookDelivery } from "./delivery.ts";
import { type DeliveryTypes, deliveryWork } from "./work.ts";

/** A delivery to make again. */
export interface WebhookRedelivery {
  readonly endpointId: string;
  readonly id: string;
}

/** The outcome of a request for a redelivery. `disabled`: its endpoint is. */
export type RedeliveredWebhook =
  | { readonly outcome: "requested" | "disabled"; readonly delivery: WebhookDelivery }
  | { readonly outcome: "not_found" };

/**
 * Makes a delivery due now, with all its attempts, also one that was delivered. It keeps its `webhook-id`. A delivery
 * that is being attempted stays as it is.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function redeliverWebhook(
  db: Executor<Database>,
  input: WebhookRedelivery,
  context: Context = systemContext,
): Promise<RedeliveredWebhook> {
  requireCall(db, context);
  const { endpointId, id } = requireObject("input", input);
  const key = requireUuid("id", id);
  const endpoint = await findWebhookEndpoint(db, requireUuid("endpointId", endpointId));
  if (endpoint === undefined) return { outcome: "not_found" };
  const instant = atOneInstant(context);
  const now = instant.now();
  const decide = (
    row: WebhookDeliveryRow | undefined,
  ): Decision<DeliveryTypes, RedeliveredWebhook> => {
    if (row?.endpoint_id !== endpoint.id) return { answer: { outcome: "not_found" } };
    if (endpoint.state === "disabled") {
      return { answer: { outcome: "disabled", delivery: toDelivery(row) } };
    }
    if (row.state === "waiting" && !leaseIsOver(row, now)) {
      return { answer: { outcome: "requested", delivery: toDelivery(row) } };
    }
    const set = {
      state: "waiting",
      attempts: 0,
      next_attempt_at: now,
      lease_sha256: null,
      lease_expires_at: null,
      ended_at: null,
    } as const;
    return {
      answer: { outcome: "requested", delivery: toDelivery({ ...row, ...set }) },
      change: { set },
    };
  };
  return requestChange(db, deliveryWork, { key, decide, context: instant });
}
