import type { Recognition } from "./recognition.ts";
import type { Heard, HeardResult, ListeningEnd } from "./speech.ts";

/** In milliseconds: to allow the microphone, from then on to a last word, and from that to the end. */
const limits = { begin: 60_000, listen: 20_000, end: 3000 };

/**
 * Listens for one utterance, to its end: an answer is all that was said, and not its first words.
 *
 * @param onInterim is told what is heard so far.
 */
export async function hear(
  recognition: Recognition,
  language: string,
  onInterim: (text: string) => void,
  signal: AbortSignal,
): Promise<Heard> {
  if (signal.aborted) return { results: [], end: "aborted" };
  const { promise, resolve } = Promise.withResolvers<Heard>();
  const over = new AbortController();
  const during = { signal: over.signal };
  let results: readonly HeardResult[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const within = (milliseconds: number, late: () => void): void => {
    clearTimeout(timer);
    timer = setTimeout(late, milliseconds);
  };
  const giveUp = (): void => resolve({ results: [], end: "silence" });

  recognition.lang = language;
  recognition.continuous = false;
  recognition.interimResults = true;
  recognition.maxAlternatives = 5;
  recognition.addEventListener("start", () => within(limits.listen, giveUp), during);
  recognition.addEventListener(
    "result",
    (event) => {
      results = readResults((event as SpeechRecognitionEvent).results);
      onInterim(results.map(({ alternatives: [first] }) => first?.transcript ?? "").join(" "));
      const isWhole = results.every(({ isFinal }) => isFinal);
      // Some recognizers say no end after the last word.
      if (isWhole) within(limits.end, () => resolve({ results, end: "ended" }));
      else within(limits.listen, giveUp);
    },
    during,
  );
  recognition.addEventListener(
    "error",
    (event) => {
      const { error } = event as SpeechRecognitionErrorEvent;
      resolve({ results: [], end: errors[error] ?? "failed" });
    },
    during,
  );
  const finish = (): void => resolve({ results, end: results.length === 0 ? "silence" : "ended" });
  recognition.addEventListener("end", finish, during);
  signal.addEventListener("abort", () => resolve({ results: [], end: "aborted" }), during);
  within(limits.begin, giveUp);
  try {
    recognition.start();
  } catch {
    resolve({ results: [], end: "failed" });
  }
  const heard = await promise;
  clearTimeout(timer);
  over.abort();
  recognition.abort();
  return heard;
}

/** The ends by errors (Web Speech API, `SpeechRecognitionErrorCode`). Others are failures. */
const errors: Readonly<Record<string, ListeningEnd>> = {
  "no-speech": "silence",
  aborted: "aborted",
  "audio-capture": "no-microphone",
  network: "network",
  "not-allowed": "not-allowed",
  "service-not-allowed": "not-allowed",
};

function readResults(list: SpeechRecognitionResultList): readonly HeardResult[] {
  return Array.from(list, (result) => ({
    isFinal: result.isFinal,
    alternatives: Array.from(result, ({ transcript, confidence }) => ({ transcript, confidence })),
  }));
}
