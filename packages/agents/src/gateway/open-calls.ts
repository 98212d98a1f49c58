import type { HeldCall } from "./held-call.ts";
import { isMembers, keyOfId } from "./messages.ts";

/** The calls that have no answer yet, by the ids of their requests. */
export class OpenCalls {
  readonly #calls = new Map<string, HeldCall>();
  #bytes = 0;

  get size(): number {
    return this.#calls.size;
  }

  /** About how much memory the texts of the calls hold. */
  get bytes(): number {
    return this.#bytes;
  }

  all(): HeldCall[] {
    return [...this.#calls.values()];
  }

  find(id: unknown): HeldCall | undefined {
    return this.#calls.get(keyOfId(id) ?? "");
  }

  add(call: HeldCall): void {
    this.#calls.set(keyOfId(call.message.id) ?? "", call);
    this.#bytes += call.text.length;
  }

  remove(call: HeldCall): void {
    // Its id can be that of another call by now.
    if (this.find(call.message.id) !== call) return;
    this.#calls.delete(keyOfId(call.message.id) ?? "");
    this.#bytes -= call.text.length;
  }

  /** The calls that a message answers: several for a batch of answers. */
  answeredBy(message: unknown): HeldCall[] {
    if (Array.isArray(message)) return message.flatMap((one: unknown) => this.answeredBy(one));
    if (!isMembers(message) || message["method"] !== undefined) return [];
    const call = this.find(message["id"]);
    return call === undefined ? [] : [call];
  }
}
