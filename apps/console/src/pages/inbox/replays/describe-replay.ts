import type { WebhookReplayJson } from "@handsfree/wire/webhooks";
import { exactTime } from "../../../components/time/relative.ts";

/** Says which deliveries a replay takes. */
export function describeReplay({ filter }: WebhookReplayJson): string {
  const { event_id: eventId, source, event_type: type, states, since, until } = filter;
  if (eventId !== undefined) return `One delivery, ${eventId}`;
  const parts = [
    type ?? "All types",
    `from ${source ?? "all sources"}`,
    ...(states === undefined || states.length === 4 ? [] : [`that were ${states.join(" or ")}`]),
    ...(since === undefined ? [] : [`since ${exactTime(Date.parse(since))}`]),
    ...(until === undefined ? [] : [`until ${exactTime(Date.parse(until))}`]),
  ];
  return parts.join(" ");
}
