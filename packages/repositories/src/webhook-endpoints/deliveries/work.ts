import type { WebhookDeliveryRow } from "@handsfree/schema";
import { findDueDeliveries } from "../../deliveries/due.ts";
import { mostAttempts } from "../../deliveries/retry-waits.ts";
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
  key: "id",
  identify: ({ id, state, attempts }) => ({ key: id, asRead: { state, attempts } }),
  // A claimed delivery is due again when its lease ends, so one condition finds all that are due.
  leasedUntil: (end) => ({ lease_expires_at: end, next_attempt_at: end }),
  isDue: (now) => (delivery) => delivery("next_attempt_at", "<=", now),
  countAttempts: ({ attempts }) => attempts,
  isWorkedOn: ({ state }) => state === "waiting",
  show: (row) => ({ delivery: toDelivery(row) }),
  find: (db, ids) =>
    db
      .selectFrom("webhook_deliveries")
      .selectAll()
      .where(isOneOf("id", "uuid", ids))
      .execute(),

  criteria: ({ busy }) => [...busy],
  findDue: (db, { busy }, now, limit) => findDueDeliveries(db, tables, busy, now, limit),

  isWanted: ({ next_attempt_at: next }, _claim, now) => next !== null && next <= now,

  endInstead: (row, _claim, now) =>
    row.attempts < mostAttempts
      ? undefined
      : {
          set: {
            state: "dead",
            next_attempt_at: null,
            ended_at: now,
            last_error: row.last_error ?? "the sender stopped during the last attempt",
          },
          step: null,
        },

  begin: () => ({ set: {}, step: null }),
});
