import { countEvents } from "@handsfree/repositories/events";
import { Counter, type Registry } from "@prometheus-io/client";
import { keptBriefly } from "../kept-briefly.ts";
import { keptFor, type Measured, timeLimit } from "./measured.ts";

/**
 * Counts the events of the feed since the first scrape, when somebody reads the metrics. So a write does no work for
 * them, and each server counts those of all servers.
 */
export function measureEvents(registry: Registry, { db, context, onFailure }: Measured): void {
  let position: number | undefined;
  const count = keptBriefly(
    async () => {
      try {
        const { counts, next } = await db
          .connection()
          .execute((connection) => countEvents(connection, position, context), {
            signal: AbortSignal.timeout(timeLimit),
          });
        for (const [type, number] of counts) events.inc({ type }, number);
        position = next;
      } catch (error) {
        // The next scrape counts them.
        onFailure(error);
      }
    },
    keptFor,
    context,
  );
  const events: Counter<"type"> = new Counter({
    name: "handsfree_events_total",
    help: "Events of all servers since the first scrape, by type, as they are in the feed.",
    labelNames: ["type"],
    registers: [registry],
    collect: count,
  });
}
