import type { WebhookDeliveryRow } from "@handsfree/schema";
import { sql } from "kysely";
import { isOneOf } from "../../one-of.ts";
import type { WorkClaim } from "../../work/leased-work.ts";
import { shareLeases, type SharedLeases } from "../../work/shared-leases.ts";
import { toDelivery, type WebhookDelivery } from "./delivery.ts";
import { mostAttempts } from "./retry-waits.ts";

/** How many deliveries of one endpoint are attempted at a time: of one that fails, one. */
const atOncePerEndpoint = { healthy: 8, failing: 1 } as const;

/** A sender's claim. */
interface DeliveryClaim extends WorkClaim {
  /** How many deliveries of an endpoint the sender attempts already. */
  readonly busy: ReadonlyMap<string, number>;
}

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
  // An endpoint gets no more places than are free for it, so that one that hangs does not stop the others.
  findDue(db, { busy }, now, limit) {
    const { healthy, failing } = atOncePerEndpoint;
    const taken = [...busy].map(
      ([id, count]) => sql`when cast(${id} as uuid) then ${sql.lit(count)}`,
    );
    const used =
      taken.length === 0 ? sql.lit(0) : sql`case endpoint.id ${sql.join(taken, sql` `)} else 0 end`;
    const ranked = db
      .selectFrom("webhook_deliveries as delivery")
      .innerJoin("webhook_endpoints as endpoint", "endpoint.id", "delivery.endpoint_id")
      .where("delivery.next_attempt_at", "<=", now)
      .where("endpoint.state", "=", "enabled")
      .select([
        "delivery.id",
        "delivery.next_attempt_at",
        sql<number>`row_number() over (partition by delivery.endpoint_id
          order by delivery.next_attempt_at, delivery.id)`.as("place"),
        sql<number>`case when endpoint.failing_since is null then ${sql.lit(healthy)}
          else ${sql.lit(failing)} end - ${used}`.as("free"),
      ]);
    return db
      .selectFrom(ranked.as("ranked"))
      .select((row) => ["id as key", row.lit(0).as("bytes")])
      .whereRef("place", "<=", "free")
      .orderBy("next_attempt_at")
      .orderBy("id")
      .limit(limit)
      .execute();
  },

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
