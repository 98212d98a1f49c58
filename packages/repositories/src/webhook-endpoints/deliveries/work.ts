import type { WebhookDeliveryRow } from "@handsfree/schema";
import { findDueDeliveries } from "../../deliveries/due.ts";
import { deliveryLeases } from "../../deliveries/delivery-leases.ts";
import type { DeliveryClaim } from "../../deliveries/run-deliveries.ts";
import { isOneOf } from "../../one-of.ts";
import { shareLeases, type SharedLeases } from "../../work/shared-leases.ts";
import { toDelivery, type WebhookDelivery } from "./delivery.ts";

const tables = {
  deliveries: "webhook_deliveries",
  targets: "webhook_endpoints",
  target: "endpoint_id",
} as const;

/** The types of a delivery as leased work. Its changes are not recorded: as events, they would be delivered again. */
export interface DeliveryTypes {
  readonly table: "webhook_deliveries";
  readonly row: WebhookDeliveryRow;
  readonly step: null;
  readonly history: never;
  readonly claim: DeliveryClaim;
  readonly shown: { readonly delivery: WebhookDelivery };
}

/** Deliveries to endpoints as leased work. */
export const deliveryWork: SharedLeases<DeliveryTypes> = shareLeases<DeliveryTypes>({
  table: "webhook_deliveries",
  ...deliveryLeases<DeliveryTypes>(),
  isDue: (now) => (delivery) => delivery("next_attempt_at", "<=", now),
  show: (row) => ({ delivery: toDelivery(row) }),
  find: (db, ids) =>
    db
      .selectFrom("webhook_deliveries")
      .selectAll()
      .where(isOneOf("id", "uuid", ids))
      .execute(),
  findDue: (db, { busy }, now, limit) => findDueDeliveries(db, tables, busy, now, limit),
});
