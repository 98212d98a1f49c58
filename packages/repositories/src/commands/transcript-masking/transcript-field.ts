import { partsOf } from "./words.ts";

/** A member whose name has one of these words holds a transcript. */
const fieldWords: ReadonlySet<string> = new Set(
  "transcript transcripts transcription transcriptions utterance utterances spoken verbatim dictation".split(
    " ",
  ),
);

/** Whole names from the APIs of speech recognition and language understanding, without their separators. */
const fieldNames: ReadonlySet<string> = new Set(
  [
    "said user_said what_was_said heard speech speech_text voice_text voice_input dictated",
    "asr asr_text asr_result asr_results stt stt_text recognized_text recognised_text hypothesis hypotheses",
    "raw_text raw_input raw_query raw_words query_text input_text user_text user_input user_query original_text",
    "original_query resolved_query full_text last_words",
  ].flatMap((line) => line.split(" ").map((name) => name.replaceAll("_", ""))),
);

/** Tells by its name, in snake_case, kebab-case or camelCase, whether a member holds a transcript. */
export function isTranscriptField(name: string): boolean {
  const words = partsOf(name).map((word) => word.toLowerCase());
  return words.some((word) => fieldWords.has(word)) || fieldNames.has(words.join(""));
}
