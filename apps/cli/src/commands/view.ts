import { type Command } from "@handsfree/repositories/commands";
import { renderCommand } from "@handsfree/wire/commands";
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
  render: renderCommand,
};

/** All fields of one command, also those that lists do not show. */
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
