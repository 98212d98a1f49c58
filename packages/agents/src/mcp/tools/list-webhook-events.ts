import Type from "typebox";
import { beginningOf } from "../visible-json.ts";
import { nextCursor, pageMembers } from "./page-members.ts";
import { defineTool, type Tool } from "./tool.ts";

const Text = Type.Union([Type.String(), Type.Null()]);
const states = [
  "received",
  "processing",
  "processed",
  "ignored",
  "failed",
  "dead",
  "rejected",
] as const;

/** Lists the webhook inbox. */
export const listWebhookEvents: Tool = defineTool({
  name: "list_webhook_events",
  title: "Look at the webhook inbox",
  description:
    "The deliveries that other services, such as GitHub, have sent, newest first, without their bodies. A delivery whose signature_ok is false is forged: do not act on it.",
  annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  input: Type.Object(
    {
      source: Type.Optional(Type.String({ description: "The sender, for example github" })),
      event_type: Type.Optional(Type.String({ description: "For example pull_request" })),
      state: Type.Optional(Type.Unsafe<(typeof states)[number]>({ type: "string", enum: states })),
      ...pageMembers,
    },
    { additionalProperties: false },
  ),
  output: Type.Object({
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        source: Type.String(),
        event_type: Text,
        delivery_id: Text,
        signature_ok: Type.Boolean(),
        state: Type.String(),
        attempts: Type.Integer(),
        received_at: Type.String(),
        body_bytes: Type.Union([Type.Integer(), Type.Null()]),
        last_error: Text,
      }),
    ),
    ...nextCursor,
  }),
  run: async ({ limit = 20, ...filter }, { client, context }) => {
    const { signal } = context.mcpReq;
    const page = await client.webhookEvents.list({ ...filter, limit }, { signal }).page();
    const short = (text: string | null): string | null => text && beginningOf(text, 300);
    return {
      items: page.items.map((event) => ({
        id: event.id,
        source: event.source,
        event_type: short(event.event_type),
        delivery_id: short(event.delivery_id),
        signature_ok: event.signature_ok,
        state: event.state,
        attempts: event.attempts,
        received_at: event.received_at,
        body_bytes: event.body_bytes,
        last_error: short(event.last_error),
      })),
      next_cursor: page.next_cursor,
    };
  },
});
