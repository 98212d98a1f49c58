import type { NotificationDeliveryRow } from "@handsfree/schema";
import { findDueDeliveries } from "../../deliveries/due.ts";
import { mostAttempts } from "../../deliveries/retry-waits.ts";
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
  key: "id",
  identify: ({ id, state, attempts }) => ({ key: id, asRead: { state, attempts } }),
  // A claimed notice is due again when its lease ends, so one condition finds all that are due.
  leasedUntil: (end) => ({ lease_expires_at: end, next_attempt_at: end }),
  isDue: (now) => (notice) => notice("next_attempt_at", "<=", now),
  countAttempts: ({ attempts }) => attempts,
  isWorkedOn: ({ state }) => state === "waiting",
  show: ({ id }) => ({ id }),
  find: (db, ids) =>
    db
      .selectFrom("notification_deliveries")
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
