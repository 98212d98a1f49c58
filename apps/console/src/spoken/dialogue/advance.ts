import type { Heard, ListeningEnd, PlaybackEnd } from "../speech/speech.ts";
import type { SpokenAnswer } from "../understand/understand.ts";
import { isClearYes, understand } from "../understand/understand.ts";
import { askAloud } from "./begin.ts";
import { type Dialogue, endSilently, say, sayLast, type Step } from "./dialogue.ts";

/** What happens to a conversation. `turn` is that of the effect that it comes from. */
export type DialogueEvent =
  | { readonly type: "played"; readonly turn: number; readonly end: PlaybackEnd }
  | { readonly type: "hearing"; readonly turn: number; readonly text: string }
  | { readonly type: "heard"; readonly turn: number; readonly heard: Heard }
  /** The server took the answer, or refused it. */
  | {
      readonly type: "settled";
      readonly turn: number;
      readonly isTaken: boolean;
      readonly text: string;
    }
  /** Something else ended or changed the action, as the text says. */
  | { readonly type: "overtaken"; readonly text: string }
  /** The page is no longer seen, or the device is locked. */
  | { readonly type: "hidden" }
  | { readonly type: "stopped" };

/** More than a person asks for; then it ends, so that no voice that the page hears keeps it going. */
const mostCaptions = 40;

/** What an event makes of a conversation. Pure: all that happens outside is in the effects. */
export function advance(dialogue: Dialogue, event: DialogueEvent): Step {
  const { phase } = dialogue;
  const nothing: Step = { dialogue, effects: [] };
  if (phase.name === "ended") return nothing;
  switch (event.type) {
    case "stopped":
      return stop(dialogue, "Stopped. Nothing was decided.");
    case "hidden":
      return stop(dialogue, "Stopped, since the page was hidden. Nothing was decided.");
    case "overtaken": {
      // The server's answer says what became of an answer that is on its way.
      if (phase.name === "deciding" || isEnding(dialogue)) return nothing;
      return sayLast(dialogue, event.text, "stopped");
    }
    default:
      break;
  }
  if (event.turn !== dialogue.turn) return nothing;
  if (event.type === "played" && phase.name === "speaking") return afterPlayback(dialogue, event);
  if (event.type === "hearing" && phase.name === "listening") {
    return { dialogue: { ...dialogue, interim: event.text }, effects: [] };
  }
  if (event.type === "heard" && phase.name === "listening") return afterHeard(dialogue, event);
  if (event.type === "settled" && phase.name === "deciding") {
    return sayLast(dialogue, event.text, event.isTaken ? "answered" : "stopped");
  }
  return nothing;
}

/** Whether all that is left is the end of the last words. */
function isEnding({ phase }: Dialogue): boolean {
  return phase.name === "speaking" && phase.next === "end";
}

function stop(dialogue: Dialogue, text: string): Step {
  if (dialogue.phase.name === "deciding") {
    return { dialogue: { ...dialogue, isMuted: true }, effects: [{ type: "hush" }] };
  }
  if (isEnding(dialogue)) return ended(dialogue);
  return endSilently(dialogue, text, "stopped");
}

function ended(dialogue: Dialogue): Step {
  return {
    dialogue: { ...dialogue, turn: dialogue.turn + 1, phase: { name: "ended" } },
    effects: [{ type: "hush" }],
  };
}

/** Goes on after a playback: listens only if it was played to its end. */
function afterPlayback(
  dialogue: Dialogue,
  { end }: Extract<DialogueEvent, { readonly type: "played" }>,
): Step {
  const { phase } = dialogue;
  if (phase.name !== "speaking") return { dialogue, effects: [] };
  if (phase.next === "end") return ended(dialogue);
  if (end !== "ended") {
    const text = "The text could not be read aloud to its end, so nothing is heard or decided.";
    return endSilently(dialogue, text, "stopped");
  }
  const turn = dialogue.turn + 1;
  const after: Dialogue = { ...dialogue, turn, phase: { name: "listening", to: phase.next } };
  return { dialogue: after, effects: [{ type: "listen", turn }] };
}

function afterHeard(
  { captions, ...before }: Dialogue,
  { heard }: Extract<DialogueEvent, { readonly type: "heard" }>,
): Step {
  const said = heard.results.map(({ alternatives: [first] }) => first?.transcript ?? "").join(" ");
  const text = said.trim();
  const dialogue: Dialogue = {
    ...before,
    interim: "",
    captions: text === "" ? captions : [...captions, { who: "person", text }],
  };
  const failure = failures[heard.end];
  if (failure !== undefined) return sayLast(dialogue, failure, "stopped");
  if (captions.length > mostCaptions) {
    return sayLast(dialogue, "This takes too long. Nothing was decided.", "stopped");
  }
  return dialogue.phase.name === "listening" && dialogue.phase.to === "yes"
    ? afterYes(dialogue, heard)
    : afterAnswer(dialogue, heard);
}

const failures: Readonly<Partial<Record<ListeningEnd, string>>> = {
  aborted: "Listening was cut short. Nothing was decided.",
  "not-allowed": "The browser does not allow the microphone here. Nothing was decided.",
  "no-microphone": "There is no microphone. Nothing was decided.",
  network: "The browser could not reach its speech service. Nothing was decided.",
  failed: "The browser could not listen. Nothing was decided.",
};

function afterAnswer(dialogue: Dialogue, { results }: Heard): Step {
  const { action } = dialogue;
  const understood = understand(results);
  switch (understood.intent) {
    case "approve":
      if (action.isStrong) return sayLast(dialogue, passkeyNeeded, "passkey");
      return askForYes(dialogue, understood);
    case "reject":
      return askForYes(dialogue, understood);
    case "repeat":
      return say(dialogue, askAloud(action.opening), "answer");
    case "details":
      return say(dialogue, askAloud(action.details), "answer");
    case "wait":
      return sayLast(dialogue, "Nothing was decided. It still waits.", "put-off");
    default: {
      const misses = dialogue.misses + 1;
      if (misses >= 2) {
        const text = "That was not clear. Nothing was decided. Answer on the page.";
        return sayLast({ ...dialogue, misses }, text, "stopped");
      }
      const why = results.length === 0 ? "Nothing was heard." : "That was not clear.";
      return say({ ...dialogue, misses }, askAloud(why), "answer");
    }
  }
}

const passkeyNeeded =
  "You said approve. A voice is not enough for this action. Nothing is approved yet. Use your passkey on the page.";

function askForYes(dialogue: Dialogue, answer: SpokenAnswer): Step {
  return say({ ...dialogue, answer }, repeatAloud(answer, dialogue.action.name), "yes");
}

/** The question that a yes answers. Its last word is none. */
function repeatAloud(answer: SpokenAnswer, name: string): string {
  const why =
    answer.intent === "reject" && answer.reason !== null ? `, because ${answer.reason}` : "";
  return `You said ${answer.intent}${why}. Say yes to ${answer.intent} ${name}, or anything else to stop.`;
}

function afterYes(dialogue: Dialogue, { results }: Heard): Step {
  const { answer } = dialogue;
  if (answer === undefined || !isClearYes(results, answer)) {
    return sayLast(dialogue, "That was no clear yes. Nothing was decided.", "stopped");
  }
  const turn = dialogue.turn + 1;
  const after: Dialogue = { ...dialogue, turn, phase: { name: "deciding" } };
  return { dialogue: after, effects: [{ type: "decide", turn, answer }] };
}
