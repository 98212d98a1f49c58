import type { OnceOnly } from "../contenders/contender.ts";
import { subjectsOf } from "./repeats.ts";
import { unlike } from "./expect.ts";

/** Records the answers about each subject: one call must write it, and all calls must get one id. */
export class OnceOnlyLedger {
  readonly #ids = new Map<number, string>();
  #written = 0;
  #contradictions = 0;

  note(subject: number, { id, repeated }: OnceOnly): void {
    if (!repeated) this.#written++;
    const known = this.#ids.get(subject);
    if (known === undefined) this.#ids.set(subject, id);
    else if (known !== id) this.#contradictions++;
  }

  idOf(subject: number): string | undefined {
    return this.#ids.get(subject);
  }

  /** @param rows the number of stored rows. */
  verify(operations: number, rows: number): string[] {
    const subjects = subjectsOf(operations);
    return [
      ...unlike("callers told that they wrote", this.#written, subjects),
      ...unlike("rows on record", rows, subjects),
      ...unlike("callers told another id", this.#contradictions, 0),
    ];
  }
}
