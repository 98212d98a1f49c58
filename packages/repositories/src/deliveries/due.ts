import type { Executor, SizedKey } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";

/** How many deliveries to one target are attempted at a time: to one that fails, one. */
const atOncePerTarget = { healthy: 8, failing: 1 } as const;

/** The tables of a kind of deliveries. */
interface DeliveryTables {
  readonly deliveries: "notification_deliveries" | "webhook_deliveries";
  readonly targets: "notification_channels" | "webhook_endpoints";
  /** The column of a delivery that has the id of its target. */
  readonly target: "channel_id" | "endpoint_id";
}

/**
 * The due deliveries to enabled targets, due for longest first. A target gets no more places than are free for it, so
 * that one that hangs does not stop the others.
 *
 * @param busy how many deliveries to a target are attempted already.
 */
export async function findDueDeliveries(
  db: Executor<Database>,
  { deliveries, targets, target }: DeliveryTables,
  busy: ReadonlyMap<string, number>,
  now: Date,
  limit: number,
): Promise<SizedKey[]> {
  const { healthy, failing } = atOncePerTarget;
  const taken = [...busy].map(
    ([id, count]) => sql`when cast(${id} as uuid) then ${sql.lit(count)}`,
  );
  const used =
    taken.length === 0 ? sql.lit(0) : sql`case target.id ${sql.join(taken, sql` `)} else 0 end`;
  const { rows } = await sql<SizedKey>`
    select id as key, 0 as bytes from (
      select delivery.id, delivery.next_attempt_at,
        row_number() over (partition by target.id order by delivery.next_attempt_at, delivery.id) as place,
        case when target.failing_since is null then ${sql.lit(healthy)} else ${sql.lit(failing)} end - ${used}
          as free
      from ${sql.table(deliveries)} as delivery
      join ${sql.table(targets)} as target on target.id = delivery.${sql.ref(target)}
      where delivery.next_attempt_at <= ${now} and target.state = 'enabled'
    ) as ranked
    where place <= free order by next_attempt_at, id limit ${limit}`.execute(db);
  return rows;
}
