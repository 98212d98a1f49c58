import type { SpokenAction } from "../aloud/spoken-action.ts";
import type { Speech } from "../speech/speech.ts";
import type { SpokenAnswer } from "../understand/understand.ts";
import { advance, type DialogueEvent } from "./advance.ts";
import { begin } from "./begin.ts";
import type { Dialogue, Effect, Step } from "./dialogue.ts";

/** What the server made of an answer. */
export interface Settlement {
  /** Whether the answer counts. */
  readonly isTaken: boolean;
  /** What to say about it. */
  readonly text: string;
}

/** What a conversation needs from outside. */
export interface DialogueParts {
  readonly speech: Speech;
  /** Sends an answer about the version that was read. It does not reject. */
  readonly decide: (action: SpokenAction, answer: SpokenAnswer) => Promise<Settlement>;
  /** Is told each change. */
  readonly onChange: (dialogue: Dialogue) => void;
}

/** Holds a conversation: carries its effects out, and hands their outcomes back to it. */
export class DialogueRun {
  readonly #parts: DialogueParts;
  #dialogue: Dialogue;
  /** Of the playback or the listening that runs. */
  #running = new AbortController();

  /** Begins at once. */
  constructor(action: SpokenAction, parts: DialogueParts) {
    this.#parts = parts;
    const first = begin(action);
    this.#dialogue = first.dialogue;
    this.#take(first);
  }

  get dialogue(): Dialogue {
    return this.#dialogue;
  }

  send(event: DialogueEvent): void {
    this.#take(advance(this.#dialogue, event));
  }

  #take({ dialogue, effects }: Step): void {
    const isChanged = dialogue !== this.#dialogue || effects.length > 0;
    this.#dialogue = dialogue;
    for (const effect of effects) void this.#run(effect);
    if (isChanged) this.#parts.onChange(dialogue);
  }

  async #run(effect: Effect): Promise<void> {
    const { speech, decide } = this.#parts;
    if (effect.type === "hush") {
      this.#running.abort();
      this.#running = new AbortController();
      return;
    }
    const { turn } = effect;
    const { signal } = this.#running;
    if (effect.type === "speak") {
      this.send({ type: "played", turn, end: await speech.speak(effect.text, signal) });
    } else if (effect.type === "listen") {
      const tellInterim = (text: string): void => this.send({ type: "hearing", turn, text });
      this.send({ type: "heard", turn, heard: await speech.listen(tellInterim, signal) });
    } else {
      const settlement = await decide(this.#dialogue.action, effect.answer);
      this.send({ type: "settled", turn, ...settlement });
    }
  }
}
