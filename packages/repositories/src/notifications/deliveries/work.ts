import type { NotificationDeliveryRow } from "@handsfree/schema";
import { findDueDeliveries } from "../../deliveries/due.ts";
import { deliveryLeases } from "../../deliveries/delivery-leases.ts";
import type { DeliveryClaim } from "../../deliveries/run-deliveries.ts";
import { isOneOf } from "../../one-of.ts";
import { shareLeases, type SharedLeases } from "../../work/shared-leases.ts";

const tables = {
  deliveries: "notification_deliveries",
  targets: "notification_channels",
  target: "channel_id",
} as const;

/** The types of a notice as leased work. Its changes are not recorded. */
export interface NoticeTypes {
  readonly table: "notification_deliveries";
  readonly row: NotificationDeliveryRow;
  readonly step: null;
  readonly history: never;
  readonly claim: DeliveryClaim;
  readonly shown: { readonly id: string };
}

/** Notices to channels as leased work. */
export const noticeWork: SharedLeases<NoticeTypes> = shareLeases<NoticeTypes>({
  table: "notification_deliveries",
  ...deliveryLeases<NoticeTypes>(),
  isDue: (now) => (notice) => notice("next_attempt_at", "<=", now),
  show: ({ id }) => ({ id }),
  find: (db, ids) =>
    db
      .selectFrom("notification_deliveries")
      .selectAll()
      .where(isOneOf("id", "uuid", ids))
      .execute(),
  findDue: (db, { busy }, now, limit) => findDueDeliveries(db, tables, busy, now, limit),
});
