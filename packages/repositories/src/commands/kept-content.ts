import { InvalidInputError } from "@handsfree/query";
import type { CommandRow } from "@handsfree/schema";
import type { Context } from "../context.ts";
import { encodeOptionalJson } from "../json.ts";
import { optionalName } from "../redaction/keep-text.ts";
import { defaultRedactor } from "../redaction/redact.ts";
import type { Redactor } from "../redaction/redactor.ts";
import { optionalText } from "../validate.ts";
import { commandLimits } from "./limits.ts";
import { privacyRules } from "./privacy.ts";
import type { SeparatedCommand } from "./separate-transcript.ts";
import type { Speech } from "./speech/speech.ts";
import { withholdName, withholdSpeech } from "./speech/withhold.ts";

type Content = Pick<
  CommandRow,
  | "transcript"
  | "transcript_expires_at"
  | "intent_name"
  | "entities"
  | "entities_expire_at"
  | "session_id"
  | "idempotency_key"
>;

const dayMilliseconds = 86_400_000;

/**
 * What may be kept of the texts of a command, and until when. What repeats the transcript is withheld before
 * anything is checked, so that no error names it.
 *
 * @throws {InvalidInputError} naming the field.
 */
export function keptContent(separated: SeparatedCommand, context: Context, now: Date): Content {
  const { redactor = defaultRedactor } = context;
  const { command, privacyMode, transcript, speech } = separated;
  const { transcriptDays, entitiesDays } = privacyRules[privacyMode];
  const after = (days: number): Date => new Date(now.getTime() + days * dayMilliseconds);
  const entities = encodeOptionalJson("entities", keptEntities(separated, redactor));
  const { intentName } = command;
  return {
    transcript,
    transcript_expires_at: transcript === null ? null : after(transcriptDays),
    intent_name: optionalText(
      "intentName",
      typeof intentName === "string" ? redactor.text(withholdName(intentName, speech)) : intentName,
    ),
    entities,
    entities_expire_at: entities === null ? null : after(entitiesDays),
    session_id: silentId(
      "sessionId",
      command.sessionId,
      speech,
      context,
      commandLimits.sessionIdLength,
    ),
    idempotency_key: silentId("idempotencyKey", command.idempotencyKey, speech, context),
  };
}

function keptEntities(
  { command, privacyMode, speech }: SeparatedCommand,
  redactor: Redactor,
): unknown {
  const { entities } = command;
  const silent = privacyRules[privacyMode].repeatedSpeech === "withheld";
  try {
    return redactor.json(silent ? withholdSpeech(entities, speech) : entities);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidInputError("entities", "has a cycle or is nested too deeply; give plain JSON");
  }
}

/**
 * An id that does not spell what was said, and is no secret. It is refused, since without it the command would be another one;
 * but for one word, which an id can share by chance.
 */
function silentId(
  field: string,
  id: string | null | undefined,
  speech: Speech,
  context: Context,
  maximumLength?: number,
): string | null {
  if (typeof id === "string" && !speech.isOneWord && speech.isRepeatedBy(id)) {
    throw new InvalidInputError(field, "repeats what was said; give an id that says nothing");
  }
  return optionalName(field, id, context, maximumLength);
}
