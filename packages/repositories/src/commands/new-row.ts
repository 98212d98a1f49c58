import { InvalidInputError } from "@handsfree/query";
import { type CommandRow, commandStatuses, inputTypes, profiles } from "@handsfree/schema";
import { digestJson, digestStoredJson } from "../canonical-json.ts";
import type { Context } from "../context.ts";
import { requireOneOf, requireUuid, requireWhole, shown } from "../validate.ts";
import { contentBytes } from "../large-contents.ts";
import { keptContent } from "./kept-content.ts";
import { commandLimits } from "./limits.ts";
import type { SeparatedCommand } from "./separate-transcript.ts";
import { requirePerson } from "../person.ts";

/**
 * Validates a new command and makes its row.
 *
 * @throws {InvalidInputError} naming the field.
 */
export function toNewRow(separated: SeparatedCommand, context: Context): CommandRow {
  const { command, privacyMode } = separated;
  const now = context.now();
  const userId = requirePerson("userId", command.userId);
  const content = keptContent(separated, context, now);
  const key = content.idempotency_key;
  const { profile = "default", pendingActionId } = command;
  const row = {
    id: context.newId(),
    user_id: userId,
    profile: requireOneOf("profile", profile, profiles),
    input_type: requireOneOf("inputType", command.inputType, inputTypes),
    privacy_mode: privacyMode,
    ...content,
    intent_confidence: optionalConfidence(command.intentConfidence),
    content_removed_at: null,
    content_bytes: contentBytes(content.transcript, content.entities),
    status: requireOneOf("status", command.status, commandStatuses),
    latency_ms: optionalLatency(command.latencyMs),
    pending_action_id:
      pendingActionId === undefined || pendingActionId === null
        ? null
        : requireUuid("pendingActionId", pendingActionId),
    owned_key: key === null ? null : `${userId}/${key}`,
    created_at: now,
  };
  return { ...row, request_digest: key === null ? null : digestOf(row) };
}

/**
 * Distinguishes a retry from another request. It covers kept content only, so no transcript that is dropped. It leaves
 * out the latency, which a caller may measure again for a retry.
 */
function digestOf(row: Omit<CommandRow, "request_digest">): string {
  return digestJson("command", [
    row.profile,
    row.input_type,
    row.privacy_mode,
    row.transcript,
    row.intent_name,
    row.intent_confidence,
    row.entities === null ? null : digestStoredJson(row.entities),
    row.status,
    row.session_id,
    row.pending_action_id,
  ]);
}

function optionalConfidence(value: number | null | undefined): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  throw new InvalidInputError(
    "intentConfidence",
    `must be a number from 0 to 1, got ${shown(value)}`,
  );
}

function optionalLatency(value: number | null | undefined): number | null {
  if (value === undefined || value === null) return null;
  return requireWhole("latencyMs", value, 0, commandLimits.latency);
}
