import { measureFeedLag } from "@handsfree/repositories/events";
import { Gauge, type Registry } from "@prometheus-io/client";
import { keptBriefly } from "../kept-briefly.ts";
import { keptFor, type Measured, timeLimit } from "./measured.ts";

/**
 * Measures how far the readers of the feed are behind when somebody reads the metrics, at most once in ten seconds. While
 * that fails, the gauge has no values.
 */
export function measureFeed(registry: Registry, { db, context, onFailure }: Measured): void {
  const measure = keptBriefly(
    async () => {
      try {
        return await measureFeedLag(db, AbortSignal.timeout(timeLimit), context);
      } catch (error) {
        onFailure(error);
        return undefined;
      }
    },
    keptFor,
    context,
  );
  const lag = new Gauge({
    name: "handsfree_feed_lag_seconds",
    help: "How long the oldest event has been waiting to be read for those who follow the feed on this server, or for its deliveries to webhook endpoints; 0 if none is.",
    labelNames: ["kind"],
    registers: [registry],
    async collect() {
      const measured = await measure();
      lag.reset();
      if (measured === undefined) return;
      lag.set({ kind: "stream" }, measured.followers);
      lag.set({ kind: "webhook_endpoint" }, measured.webhookEndpoints);
    },
  });
}
