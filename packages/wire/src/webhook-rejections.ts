import Type, { type Static } from "typebox";
import { named } from "./named-schema.ts";
import { Time } from "./values.ts";

/** The schema of the forged deliveries by hour, `WebhookRejections` in openapi.json. */
export const WebhookRejectionsSchema = named("WebhookRejections", {
  items: Type.Array(
    Type.Object({
      source: Type.String(),
      hour: Time,
      kept: Type.Integer({ description: "Those that are events in the state rejected" }),
      dropped: Type.Integer({ description: "Those that were only counted" }),
    }),
  ),
});
/** The numbers of forged deliveries of each source and hour. */
export type WebhookRejectionsJson = Static<typeof WebhookRejectionsSchema>;

/** Renders the numbers of forged deliveries. */
export function renderWebhookRejections(
  counts: readonly {
    readonly source: string;
    readonly hour: Date;
    readonly kept: number;
    readonly dropped: number;
  }[],
): WebhookRejectionsJson {
  return { items: counts.map((count) => ({ ...count, hour: count.hour.toISOString() })) };
}
