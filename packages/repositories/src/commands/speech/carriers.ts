import { partsOf } from "./words.ts";

/** Words of which one in a member's name says that its value is speech. */
const telling: ReadonlySet<string> = new Set(
  "transcript transcripts transcription transcriptions utterance utterances spoken verbatim dictation".split(
    " ",
  ),
);

/** Whole names, as the interfaces of speech recognition and of language understanding have them. */
const names: ReadonlySet<string> = new Set(
  [
    "said user_said what_was_said heard speech speech_text voice_text voice_input dictated",
    "asr asr_text asr_result asr_results stt stt_text recognized_text recognised_text hypothesis hypotheses",
    "raw_text raw_input raw_query raw_words query_text input_text user_text user_input user_query original_text",
    "original_query resolved_query full_text last_words",
  ].flatMap((line) => line.split(" ").map((name) => name.replaceAll("_", ""))),
);

/** Whether a member of this name, in snake_case, kebab-case or camelCase, holds what somebody said. */
export function isSpeechCarrier(name: string): boolean {
  const words = partsOf(name).map((word) => word.toLowerCase());
  return words.some((word) => telling.has(word)) || names.has(words.join(""));
}
