import {
  type Command,
  decodeJsonExactly,
  maximumLatency,
  maximumSessionIdLength,
  maximumTextLength,
  maximumTranscriptLength,
} from "@handsfree/repositories";
import { commandStatuses, inputTypes, privacyModes, profiles } from "@handsfree/schema";
import Type, { type Static } from "typebox";
import { Nullable, OneOf, Time, Uuid } from "../http/schemas.ts";

export const CommandSchema = Type.Object({
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

export const NewCommandSchema = Type.Object(
  {
    input_type: OneOf(inputTypes),
    status: OneOf(commandStatuses),
    profile: Type.Optional(OneOf(profiles)),
    privacy_mode: Type.Optional(
      Type.Unsafe<(typeof privacyModes)[number]>({
        type: "string",
        enum: privacyModes,
        default: "strict",
        description: "What may be kept, and for how long",
      }),
    ),
    transcript: Type.Optional(Nullable(Type.String({ maxLength: maximumTranscriptLength }))),
    store_transcript: Type.Optional(
      Type.Boolean({
        default: false,
        description: "The transcript is dropped unless this is true, or the mode is debug",
      }),
    ),
    intent_name: Type.Optional(Nullable(Type.String({ maxLength: maximumTextLength }))),
    intent_confidence: Type.Optional(Nullable(Type.Number({ description: "From 0 to 1" }))),
    entities: Type.Optional(
      Type.Unknown({ description: "Any JSON value; what repeats the transcript is withheld" }),
    ),
    session_id: Type.Optional(
      Nullable(Type.String({ minLength: 1, maxLength: maximumSessionIdLength })),
    ),
    latency_ms: Type.Optional(Nullable(Type.Integer({ minimum: 0, maximum: maximumLatency }))),
    pending_action_id: Type.Optional(
      Nullable(Type.String({ format: "uuid", description: "The caller's action that it led to" })),
    ),
  },
  { additionalProperties: false },
);

export function renderCommand(command: Command): Static<typeof CommandSchema> {
  return {
    id: command.id,
    user_id: command.userId,
    profile: command.profile,
    input_type: command.inputType,
    privacy_mode: command.privacyMode,
    session_id: command.sessionId,
    transcript: command.transcript,
    transcript_expires_at: command.transcriptExpiresAt?.toISOString() ?? null,
    intent_name: command.intentName,
    intent_confidence: command.intentConfidence,
    entities: decodeJsonExactly(command.entitiesJson),
    entities_expire_at: command.entitiesExpireAt?.toISOString() ?? null,
    content_removed_at: command.contentRemovedAt?.toISOString() ?? null,
    status: command.status,
    latency_ms: command.latencyMs,
    pending_action_id: command.pendingActionId,
    idempotency_key: command.idempotencyKey,
    created_at: command.createdAt.toISOString(),
  };
}
