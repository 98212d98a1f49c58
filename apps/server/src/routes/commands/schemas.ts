import { textLimits } from "@handsfree/repositories";
import { commandLimits } from "@handsfree/repositories/commands";
import { commandStatuses, inputTypes, privacyModes, profiles } from "@handsfree/schema";
import { Nullable, OneOf } from "@handsfree/wire";
import Type from "typebox";

export const NewCommandSchema = Type.Object(
  {
    input_type: OneOf(inputTypes),
    status: OneOf(commandStatuses),
    profile: Type.Optional(OneOf(profiles)),
    privacy_mode: Type.Optional(
      OneOf(privacyModes, {
        default: "strict",
        description: "What may be kept, and for how long",
      }),
    ),
    transcript: Type.Optional(Nullable(Type.String({ maxLength: commandLimits.transcriptLength }))),
    store_transcript: Type.Optional(
      Type.Boolean({
        default: false,
        description: "The transcript is dropped unless this is true, or the mode is debug",
      }),
    ),
    intent_name: Type.Optional(Nullable(Type.String({ maxLength: textLimits.short }))),
    intent_confidence: Type.Optional(Nullable(Type.Number({ description: "From 0 to 1" }))),
    entities: Type.Optional(
      Type.Unknown({
        description: "Any JSON value; parts that repeat the transcript are masked",
      }),
    ),
    session_id: Type.Optional(
      Nullable(Type.String({ minLength: 1, maxLength: commandLimits.sessionIdLength })),
    ),
    latency_ms: Type.Optional(
      Nullable(Type.Integer({ minimum: 0, maximum: commandLimits.latency })),
    ),
    pending_action_id: Type.Optional(
      Nullable(Type.String({ format: "uuid", description: "The caller's action that it led to" })),
    ),
  },
  { $id: "NewCommand", additionalProperties: false },
);
