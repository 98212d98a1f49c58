import type { WebhookEvent } from "@handsfree/repositories/webhooks";
import type { Cell } from "../output/table.ts";

/** The details of one event, which lists do not show. */
export function webhookEventDetails(event: WebhookEvent): Readonly<Record<string, Cell>> {
  const headers = Object.entries(event.headers ?? {});
  return {
    REJECTION: event.rejection,
    DUPLICATES: event.duplicates,
    "LAST DUPLICATE AT": event.lastDuplicateAt,
    "BODY BYTES": event.bodyBytes,
    "BODY SHA-256": event.bodySha256,
    "PAYLOAD REMOVED AT": event.payloadRemovedAt,
    ...Object.fromEntries(headers.map(([name, value]) => [`header ${name}`, value])),
  };
}
