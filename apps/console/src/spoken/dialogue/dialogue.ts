import type { SpokenAction } from "../aloud/spoken-action.ts";
import type { SpokenAnswer } from "../understand/understand.ts";

/** A line of the conversation, as it is shown. */
export interface Caption {
  readonly who: "page" | "person";
  readonly text: string;
}

/**
 * Where a conversation about one action is.
 *
 * - `speaking`: a playback runs. Nothing that is heard meanwhile counts. `next` follows its end.
 * - `listening`: for an answer, or for the yes to the answer that was repeated.
 * - `deciding`: the answer is on its way, and can no longer be taken back.
 * - `ended`: nothing is played or heard any more.
 */
export type Phase =
  | { readonly name: "speaking"; readonly next: "answer" | "yes" | "end" }
  | { readonly name: "listening"; readonly to: "answer" | "yes" }
  | { readonly name: "deciding" | "ended" };

/** How it ended, for what comes after it. `answered` is an answer that the server took; `passkey` is one that takes it. */
export type Ending = "answered" | "put-off" | "passkey" | "stopped";

/** A conversation about one action. It changes by `advance` alone. */
export interface Dialogue {
  readonly action: SpokenAction;
  readonly phase: Phase;
  /** Of the playback, the listening or the call that runs. What belongs to an earlier one is ignored. */
  readonly turn: number;
  /** What was understood and repeated; undefined before that. */
  readonly answer: SpokenAnswer | undefined;
  /** How often in all nothing was understood. */
  readonly misses: number;
  /** Whether the person wants to hear nothing more, while an answer is on its way. */
  readonly isMuted: boolean;
  readonly ending: Ending | undefined;
  /** The newest last; bounded, since a conversation is. */
  readonly captions: readonly Caption[];
  /** What is being heard, before it counts. */
  readonly interim: string;
}

/** What is to be done outside. Its outcome comes back as an event with the same turn. */
export type Effect =
  | { readonly type: "speak"; readonly turn: number; readonly text: string }
  | { readonly type: "listen"; readonly turn: number }
  | { readonly type: "decide"; readonly turn: number; readonly answer: SpokenAnswer }
  /** Ends the playback and the listening that run. */
  | { readonly type: "hush" };

/** A change of a conversation, and what it leads to. */
export interface Step {
  readonly dialogue: Dialogue;
  readonly effects: readonly Effect[];
}

/** Says something, and stops what was said or heard before. */
export function say(
  dialogue: Dialogue,
  text: string,
  next: Extract<Phase, { readonly name: "speaking" }>["next"],
): Step {
  const turn = dialogue.turn + 1;
  const after: Dialogue = {
    ...dialogue,
    turn,
    phase: { name: "speaking", next },
    interim: "",
    captions: [...dialogue.captions, { who: "page", text }],
  };
  return { dialogue: after, effects: [{ type: "hush" }, { type: "speak", turn, text }] };
}

/** Ends a conversation with words, unless the person wants to hear nothing more. */
export function sayLast(dialogue: Dialogue, text: string, ending: Ending): Step {
  if (!dialogue.isMuted) return say({ ...dialogue, ending }, text, "end");
  return endSilently(dialogue, text, ending);
}

/** Ends a conversation at once, with words that are shown alone. */
export function endSilently(dialogue: Dialogue, text: string, ending: Ending): Step {
  const captions = [...dialogue.captions, { who: "page", text } as const];
  const phase = { name: "ended" } as const;
  const after = { ...dialogue, turn: dialogue.turn + 1, phase, interim: "", captions, ending };
  return { dialogue: after, effects: [{ type: "hush" }] };
}
