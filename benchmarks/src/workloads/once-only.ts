import type { OnceOnly } from "../contenders/contender.ts";
import { subjectsOf } from "./repeats.ts";
import { unlike } from "./expect.ts";

/** Keeps account of who was told what about each subject: one writer, and one id for all. */
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

  /** @param rows on record. */
  verify(operations: number, rows: number): string[] {
    const subjects = subjectsOf(operations);
    return [
      ...unlike("callers told that they wrote", this.#written, subjects),
      ...unlike("rows on record", rows, subjects),
      ...unlike("callers told another id", this.#contradictions, 0),
    ];
  }
}
