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
import type { TranscriptMatcher } from "./transcript-masking/transcript-matcher.ts";
import { maskIntentName, maskTranscript } from "./transcript-masking/mask.ts";

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
 * The texts of a command that are kept, and when they expire. Repetitions of the transcript are masked before anything
 * is validated, so that no error shows them.
 *
 * @throws {InvalidInputError} naming the field.
 */
export function keptContent(separated: SeparatedCommand, context: Context, now: Date): Content {
  const { redactor = defaultRedactor } = context;
  const { command, privacyMode, transcript, matcher } = separated;
  const { transcriptDays, entitiesDays } = privacyRules[privacyMode];
  const after = (days: number): Date => new Date(now.getTime() + days * dayMilliseconds);
  const entities = encodeOptionalJson("entities", keptEntities(separated, redactor));
  const { intentName } = command;
  return {
    transcript,
    transcript_expires_at: transcript === null ? null : after(transcriptDays),
    intent_name: optionalText(
      "intentName",
      typeof intentName === "string"
        ? redactor.text(maskIntentName(intentName, matcher))
        : intentName,
    ),
    entities,
    entities_expire_at: entities === null ? null : after(entitiesDays),
    session_id: idWithoutTranscript(
      "sessionId",
      command.sessionId,
      matcher,
      context,
      commandLimits.sessionIdLength,
    ),
    idempotency_key: idWithoutTranscript(
      "idempotencyKey",
      command.idempotencyKey,
      matcher,
      context,
    ),
  };
}

function keptEntities(
  { command, privacyMode, matcher }: SeparatedCommand,
  redactor: Redactor,
): unknown {
  const { entities } = command;
  const masks = privacyRules[privacyMode].repeatedTranscript === "masked";
  try {
    return redactor.json(masks ? maskTranscript(entities, matcher) : entities);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidInputError("entities", "must be JSON without cycles or deep nesting");
  }
}

/**
 * Refuses an id that repeats the transcript or holds a secret. It cannot be masked, since that would make it
 * another id. A transcript of one word is allowed, which an id can contain by chance.
 */
function idWithoutTranscript(
  field: string,
  id: string | null | undefined,
  matcher: TranscriptMatcher,
  context: Context,
  maximumLength?: number,
): string | null {
  if (typeof id === "string" && !matcher.isOneWord && matcher.matches(id)) {
    throw new InvalidInputError(field, "must not repeat the transcript");
  }
  return optionalName(field, id, context, maximumLength);
}
