import type { NotificationDeliveryRow, WebhookDeliveryRow } from "@handsfree/schema";
import type { ClaimableTypes, ClaimableWork } from "../work/leased-work.ts";
import { mostAttempts } from "./retry-waits.ts";
import type { DeliveryClaim } from "./run-deliveries.ts";

interface DeliveryTypes extends ClaimableTypes {
  readonly row: NotificationDeliveryRow | WebhookDeliveryRow;
  readonly step: null;
  readonly claim: DeliveryClaim;
}

type Common =
  | "key"
  | "identify"
  | "leasedUntil"
  | "countAttempts"
  | "isWorkedOn"
  | "criteria"
  | "isWanted"
  | "endInstead"
  | "begin";

/** The parts of leased work that all kinds of deliveries share. Their changes are not recorded. */
export function deliveryLeases<T extends DeliveryTypes>(): Pick<ClaimableWork<T>, Common> {
  // The columns of every kind of delivery.
  const set = (columns: Partial<DeliveryTypes["row"]>): Partial<T["row"]> => columns;
  return {
    key: "id",
    identify: ({ id, state, attempts }) => ({ key: id, asRead: set({ state, attempts }) }),
    // A claimed delivery is due again when its lease ends, so one condition finds all that are due.
    leasedUntil: (end) => set({ lease_expires_at: end, next_attempt_at: end }),
    countAttempts: ({ attempts }) => attempts,
    isWorkedOn: ({ state }) => state === "waiting",
    criteria: ({ busy }) => [...busy],
    isWanted: ({ next_attempt_at: next }, _claim, now) => next !== null && next <= now,
    endInstead(row, _claim, now) {
      if (row.attempts < mostAttempts) return undefined;
      const last_error = row.last_error ?? "the sender stopped during the last attempt";
      return {
        set: set({ state: "dead", next_attempt_at: null, ended_at: now, last_error }),
        step: null,
      };
    },
    begin: () => ({ set: {}, step: null }),
  };
}
