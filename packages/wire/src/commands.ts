import type { CommandStatus, InputType, PrivacyMode, Profile } from "@handsfree/schema";
import Type from "typebox";
import { named, type NamedSchema } from "./named-schema.ts";
import { type PageJson, pageOf } from "./page.ts";
import { type ExactRenderer, rendererOf } from "./render.ts";
import { Nullable, OneOf, Time, Uuid } from "./values.ts";
import { commandStatuses, inputTypes, privacyModes, profiles } from "./words.ts";

/** A command: what a user said or typed, and how it was understood. */
export interface CommandJson {
  id: string;
  user_id: string;
  profile: Profile;
  input_type: InputType;
  privacy_mode: PrivacyMode;
  /** The conversation that it belongs to. */
  session_id: string | null;
  transcript: string | null;
  transcript_expires_at: string | null;
  intent_name: string | null;
  /** From 0 to 1. */
  intent_confidence: number | null;

  entities: unknown;
  entities_expire_at: string | null;
  content_removed_at: string | null;
  status: CommandStatus;
  /** How long the answer took, in milliseconds. */
  latency_ms: number | null;
  /** The pending action that it led to. */
  pending_action_id: string | null;
  idempotency_key: string | null;
  created_at: string;
}

export const CommandSchema: NamedSchema<CommandJson> = named("Command", {
  id: Uuid,
  user_id: Uuid,
  profile: OneOf(profiles),
  input_type: OneOf(inputTypes),
  privacy_mode: OneOf(privacyModes),
  session_id: Nullable(Type.String()),
  transcript: Nullable(
    Type.String({ description: "Null unless it was stored and has not expired" }),
  ),
  transcript_expires_at: Nullable(Time),
  intent_name: Nullable(Type.String()),
  intent_confidence: Nullable(Type.Number()),
  entities: Type.Unknown({ description: "Null once they have expired" }),
  entities_expire_at: Nullable(Time),
  content_removed_at: Nullable(Time),
  status: OneOf(commandStatuses),
  latency_ms: Nullable(Type.Integer()),
  pending_action_id: Nullable(Uuid),
  idempotency_key: Nullable(Type.String()),
  created_at: Time,
});

export const CommandPageSchema: NamedSchema<PageJson<CommandJson>> = pageOf(CommandSchema);

export const renderCommand: ExactRenderer<CommandJson> = rendererOf(CommandSchema);
