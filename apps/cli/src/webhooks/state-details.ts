import type { WebhookEvent } from "@handsfree/repositories/webhooks";
import type { Cell } from "../output/table.ts";

/** The state of the work on one event, which lists do not show. */
export function webhookStateDetails(event: WebhookEvent): Readonly<Record<string, Cell>> {
  return {
    "NEXT ATTEMPT AT": event.nextAttemptAt,
    WORKER: event.worker,
    "LEASE EXPIRES AT": event.leaseExpiresAt,
    "LAST ERROR": event.lastError,
    "COMPLETED AT": event.completedAt,
    REPLAY: event.replayId,
  };
}
