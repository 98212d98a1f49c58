import { type Command, decodeJsonExactly } from "@handsfree/repositories";
import type { View } from "../output/page.ts";

export const commandView: View<Command> = {
  empty: "No command matches.",
  columns: {
    "CREATED AT": (command) => command.createdAt,
    PROFILE: (command) => command.profile,
    INPUT: (command) => command.inputType,
    STATUS: (command) => command.status,
    INTENT: (command) => command.intentName,
    CONFIDENCE: (command) => command.intentConfidence,
    TRANSCRIPT: (command) => command.transcript,
    ID: (command) => command.id,
  },
  toJson: (command) => ({
    id: command.id,
    user_id: command.userId,
    profile: command.profile,
    input_type: command.inputType,
    transcript: command.transcript,
    intent_name: command.intentName,
    intent_confidence: command.intentConfidence,
    entities: decodeJsonExactly(command.entitiesJson),
    status: command.status,
    created_at: command.createdAt,
  }),
};
