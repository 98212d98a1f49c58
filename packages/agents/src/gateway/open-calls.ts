import type { HeldCall } from "./held-call.ts";
import { isId, isMembers } from "./messages.ts";

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
    return this.#calls.get(keyOf(id) ?? "");
  }

  add(call: HeldCall): void {
    this.#calls.set(keyOf(call.message.id) ?? "", call);
    this.#bytes += call.text.length;
  }

  remove(call: HeldCall): void {
    // Its id can be that of another call by now.
    if (this.find(call.message.id) !== call) return;
    this.#calls.delete(keyOf(call.message.id) ?? "");
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

/** The same for all spellings of a number, since a server can answer `1.0` with `1`. */
function keyOf(id: unknown): string | undefined {
  if (!isId(id)) return undefined;
  if (typeof id === "string") return `text ${id}`;
  return `number ${Number(JSON.isRawJSON(id) ? id.rawJSON : id)}`;
}
