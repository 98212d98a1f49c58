import { type Command, decodeJsonExactly } from "@handsfree/repositories";
import type { View } from "../output/page.ts";
import type { Cell } from "../output/table.ts";

export const commandView: View<Command> = {
  empty: "No command matches.",
  columns: {
    "CREATED AT": (command) => command.createdAt,
    PROFILE: (command) => command.profile,
    INPUT: (command) => command.inputType,
    MODE: (command) => command.privacyMode,
    STATUS: (command) => command.status,
    MS: (command) => command.latencyMs,
    INTENT: (command) => command.intentName,
    CONFIDENCE: (command) => command.intentConfidence,
    TRANSCRIPT: (command) => command.transcript,
    SESSION: (command) => command.sessionId,
    ACTION: (command) => command.pendingActionId,
    ID: (command) => command.id,
  },
  toJson: (command) => ({
    id: command.id,
    user_id: command.userId,
    profile: command.profile,
    input_type: command.inputType,
    privacy_mode: command.privacyMode,
    session_id: command.sessionId,
    transcript: command.transcript,
    transcript_expires_at: command.transcriptExpiresAt,
    intent_name: command.intentName,
    intent_confidence: command.intentConfidence,
    entities: decodeJsonExactly(command.entitiesJson),
    entities_expire_at: command.entitiesExpireAt,
    content_removed_at: command.contentRemovedAt,
    status: command.status,
    latency_ms: command.latencyMs,
    pending_action_id: command.pendingActionId,
    idempotency_key: command.idempotencyKey,
    created_at: command.createdAt,
  }),
};

/** What a list has no room for besides. */
export function commandDetails(command: Command): Record<string, Cell> {
  const cells = Object.entries(commandView.columns).map(([name, cell]) => [name, cell(command)]);
  return {
    ...(Object.fromEntries(cells) as Record<string, Cell>),
    ENTITIES: command.entitiesJson,
    "TRANSCRIPT EXPIRES AT": command.transcriptExpiresAt,
    "ENTITIES EXPIRE AT": command.entitiesExpireAt,
    "CONTENT REMOVED AT": command.contentRemovedAt,
    KEY: command.idempotencyKey,
  };
}
