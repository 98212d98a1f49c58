import { type Executor, InvalidInputError } from "@handsfree/query";
import {
  type CommandRow,
  type CommandStatus,
  commandStatuses,
  type Database,
  type InputType,
  inputTypes,
  type Profile,
  profiles,
} from "@handsfree/schema";
import { type Context, systemContext } from "../context.ts";
import { encodeOptionalJson } from "../json.ts";
import { optionalText, requireOneOf, requireUuid } from "../validate.ts";
import { type Command, toCommand } from "./command.ts";

/** The longest transcript, in UTF-16 code units. */
export const maximumTranscriptLength = 100_000;

/** A command to record. */
export interface NewCommand {
  readonly userId: string;
  readonly inputType: InputType;
  readonly status: CommandStatus;
  /** Default `default`. */
  readonly profile?: Profile | undefined;
  /** What was said. It is dropped unless `storeTranscript` is true. */
  readonly transcript?: string | null | undefined;
  /** Whether the user asked to keep the transcript. Default false. */
  readonly storeTranscript?: boolean | undefined;
  readonly intentName?: string | null | undefined;
  /** From 0 to 1. */
  readonly intentConfidence?: number | null | undefined;
  /** Any JSON value; left out or null for none. */
  readonly entities?: unknown;
}

/**
 * Records a command, without its transcript unless `storeTranscript` is true.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function recordCommand(
  db: Executor<Database>,
  input: NewCommand,
  context: Context = systemContext,
): Promise<Command> {
  const row: CommandRow = {
    id: context.newId(),
    user_id: requireUuid("userId", input.userId),
    profile: requireOneOf("profile", input.profile ?? "default", profiles),
    input_type: requireOneOf("inputType", input.inputType, inputTypes),
    // Only true itself will do: a truthy mistake must not keep what was to be private.
    transcript:
      input.storeTranscript === true
        ? optionalText("transcript", input.transcript, maximumTranscriptLength)
        : null,
    privacy_mode: "strict",
    session_id: null,
    transcript_expires_at: null,
    entities_expire_at: null,
    content_removed_at: null,
    latency_ms: null,
    pending_action_id: null,
    idempotency_key: null,
    owned_key: null,
    request_digest: null,
    intent_name: optionalText("intentName", input.intentName),
    intent_confidence: optionalConfidence(input.intentConfidence),
    entities: encodeOptionalJson("entities", input.entities),
    status: requireOneOf("status", input.status, commandStatuses),
    created_at: context.now(),
  };
  const stored = await db
    .insertInto("commands")
    .values(row)
    // Kept as a 32-bit float, so what comes back can have fewer digits.
    .returning("intent_confidence")
    .executeTakeFirstOrThrow();
  return toCommand({ ...row, ...stored });
}

function optionalConfidence(value: number | null | undefined): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  throw new InvalidInputError("intentConfidence", `is ${value}; give a number from 0 to 1`);
}
