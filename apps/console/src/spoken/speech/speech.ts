/** A text that the recognizer may have heard. */
interface HeardAlternative {
  readonly transcript: string;
  /** From 0 to 1. Engines that do not know it say 0. */
  readonly confidence: number;
}

/** A stretch of what was heard, with its alternatives, the likeliest first. */
export interface HeardResult {
  readonly alternatives: readonly HeardAlternative[];
  /** Whether the engine no longer changes it. */
  readonly isFinal: boolean;
}

/**
 * How a playback ended. `ended` means that it began and was played to its end. `failed` is also an engine that says
 * nothing for far longer than the text takes.
 */
export type PlaybackEnd = "ended" | "cancelled" | "failed";

/** Why nothing more is heard. `ended` is the end that a recognizer finds by itself, after the last word. */
export type ListeningEnd =
  | "ended"
  | "silence"
  | "aborted"
  | "not-allowed"
  | "no-microphone"
  | "network"
  | "failed";

/** All that was heard from the beginning to the end of one listening. */
export interface Heard {
  readonly results: readonly HeardResult[];
  readonly end: ListeningEnd;
}

/** A voice and an ear. Only one of both is used at a time. Neither call rejects. */
export interface Speech {
  /** Reads a text aloud. It resolves when nothing of it is played any more. */
  readonly speak: (text: string, signal: AbortSignal) => Promise<PlaybackEnd>;
  /** Listens for one utterance. @param onInterim is told what is heard so far, to show it and for nothing else. */
  readonly listen: (onInterim: (text: string) => void, signal: AbortSignal) => Promise<Heard>;
}
