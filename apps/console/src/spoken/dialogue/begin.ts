import type { SpokenAction } from "../aloud/spoken-action.ts";
import { say, type Step } from "./dialogue.ts";

/** It ends with `wait`, so that the end of a playback that a microphone still hears is no answer. */
const choices = "Say approve, reject, details, repeat, or wait.";

/** Begins a conversation: the action is read, and then the person is asked. */
export function begin(action: SpokenAction): Step {
  const dialogue = {
    action,
    phase: { name: "ended" },
    turn: 0,
    answer: undefined,
    misses: 0,
    isMuted: false,
    ending: undefined,
    captions: [],
    interim: "",
  } as const;
  return say(dialogue, askAloud(action.opening), "answer");
}

/** A text with the words that can be said after it. */
export function askAloud(text: string): string {
  return `${text} ${choices}`;
}
