import { commandStatuses, inputTypes, privacyModes, profiles } from "@handsfree/schema";
import Type, { type Static } from "typebox";
import { named, type NamedSchema } from "./named-schema.ts";
import { type PageJson, pageOf } from "./page.ts";
import { type ExactRenderer, rendererOf } from "./render.ts";
import { Nullable, OneOf, Time, Uuid } from "./values.ts";

/** The schema of a command, `Command` in openapi.json. */
export const CommandSchema = named("Command", {
  id: Uuid,
  user_id: Uuid,
  profile: OneOf(profiles),
  input_type: OneOf(inputTypes),
  privacy_mode: OneOf(privacyModes),
  session_id: Nullable(Type.String({ description: "The conversation that it belongs to" })),
  transcript: Nullable(
    Type.String({ description: "Null unless it was stored and has not expired" }),
  ),
  transcript_expires_at: Nullable(Time),
  intent_name: Nullable(Type.String()),
  intent_confidence: Nullable(Type.Number({ description: "From 0 to 1" })),
  entities: Type.Unknown({ description: "Null once they have expired" }),
  entities_expire_at: Nullable(Time),
  content_removed_at: Nullable(Time),
  status: OneOf(commandStatuses),
  latency_ms: Nullable(Type.Integer({ description: "How long the answer took, in milliseconds" })),
  pending_action_id: Nullable(Uuid),
  idempotency_key: Nullable(Type.String()),
  created_at: Time,
});
/** A command: what a user said or typed, and how it was understood. */
export type CommandJson = Static<typeof CommandSchema>;

/** The schema of a page of commands, `CommandPage` in openapi.json. */
export const CommandPageSchema: NamedSchema<PageJson<CommandJson>> = pageOf(CommandSchema);

/** Renders a command, with its entities as they were stored. */
export const renderCommand: ExactRenderer<CommandJson> = rendererOf(CommandSchema);
