import Type, { type Static } from "typebox";
import { named } from "./named-schema.ts";
import { Nullable } from "./values.ts";

/** The schema of a forwarding of an event, `WebhookForward` in openapi.json. */
export const WebhookForwardSchema = named("WebhookForward", {
  status: Nullable(Type.Integer({ description: "The HTTP status; null without an answer" })),
  error: Nullable(Type.String({ description: "Why there is no answer; null with one" })),
  duration_ms: Type.Integer({ description: "How long the request took" }),
  body: Nullable(
    Type.String({
      description: "Up to 4 KiB of the answer's body as UTF-8; null without an answer",
    }),
  ),
  signed: Type.Boolean({ description: "Whether it had the signature of its sender" }),
});
/** What came of forwarding an event. */
export type WebhookForwardJson = Static<typeof WebhookForwardSchema>;
