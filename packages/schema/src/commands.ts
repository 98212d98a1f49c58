import type { Generated, Insertable, Selectable } from "kysely";
import type { CreatedAt, JsonText } from "./column.ts";
import type { CommandStatus, InputType, Profile } from "./vocabulary.ts";

/** What a user said or typed, and how it was understood. */
export interface CommandTable {
  id: string;
  user_id: string;
  profile: Generated<Profile>;
  input_type: InputType;
  /** Null unless the user asked to keep it. */
  transcript: string | null;
  intent_name: string | null;
  /** From 0 to 1. */
  intent_confidence: number | null;
  entities: JsonText | null;
  status: CommandStatus;
  created_at: CreatedAt;
}

/** A command as it is read. */
export type CommandRow = Selectable<CommandTable>;
/** A command as it is inserted. */
export type NewCommandRow = Insertable<CommandTable>;
