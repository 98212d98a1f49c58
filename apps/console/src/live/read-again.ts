import type { QueryClient } from "@tanstack/react-query";
import type { ChangeBatch } from "./changes.ts";

/**
 * Reads answers again that a batch of changes is about: those whose key begins with the kind of a changed record. While
 * they are read, later batches wait as one, so that a slow server is asked no faster than it answers.
 */
export class RereadQueries {
  readonly #queryClient: QueryClient;
  #kinds = new Set<string>();
  #isEverything = false;
  #isReading = false;

  constructor(queryClient: QueryClient) {
    this.#queryClient = queryClient;
  }

  /** Takes a batch, and begins to read unless it already does. */
  take({ changes, isEverything }: ChangeBatch): void {
    for (const { kind } of changes) this.#kinds.add(kind);
    this.#isEverything ||= isEverything;
    if (!this.#isReading) void this.#read();
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    while (this.#kinds.size > 0 || this.#isEverything) {
      const [kinds, isEverything] = [this.#kinds, this.#isEverything];
      this.#kinds = new Set();
      this.#isEverything = false;
      await this.#queryClient.invalidateQueries({
        predicate: ({ queryKey: [kind] }) =>
          // Long lists change their rows by themselves.
          kind !== "me" &&
          kind !== "pages" &&
          (isEverything || (typeof kind === "string" && kinds.has(kind))),
      });
    }
    this.#isReading = false;
  }
}
