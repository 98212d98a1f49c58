import type { CommandRow, CommandStatus, InputType, Profile } from "@handsfree/schema";
import { decodeOptionalJson } from "../json.ts";

/** What a user said, and how it was understood. */
export interface Command {
  readonly id: string;
  readonly userId: string;
  readonly profile: Profile;
  readonly inputType: InputType;
  /** Null unless it was recorded with `storeTranscript`. */
  readonly transcript: string | null;
  readonly intentName: string | null;
  /** From 0 to 1, kept as a 32-bit float. */
  readonly intentConfidence: number | null;
  /** As `JSON.parse` reads them. */
  readonly entities: unknown;
  /** As they were stored, with the digits of numbers beyond 2^53. */
  readonly entitiesJson: string | null;
  readonly status: CommandStatus;
  readonly createdAt: Date;
}

export function toCommand(row: CommandRow): Command {
  return {
    id: row.id,
    userId: row.user_id,
    profile: row.profile,
    inputType: row.input_type,
    transcript: row.transcript,
    intentName: row.intent_name,
    intentConfidence: row.intent_confidence,
    entities: decodeOptionalJson(row.entities),
    entitiesJson: row.entities,
    status: row.status,
    createdAt: row.created_at,
  };
}
