/** How often a text is run before the server keeps its plan. A program that generates texts repeats few of them. */
const usesBefore = 3;

/** The most statements that each connection keeps on the server, and the most texts whose uses are counted. */
const mostNames = 200;
const mostCounted = 1000;

/**
 * The names of statements that the server parses and plans once for each connection, which is half of its work for a
 * look-up. Use them only for statements whose best plan does not depend on their values.
 */
export class PreparedNames {
  readonly #names = new Map<string, string>();
  readonly #uses = new Map<string, number>();
  #made = 0;

  /** @returns undefined if the statement is to be run without a name. */
  nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= mostNames) return known;
    const uses = (this.#uses.get(text) ?? 0) + 1;
    if (uses > usesBefore) return this.#make(text);
    if (this.#uses.size >= mostCounted) this.#uses.clear();
    this.#uses.set(text, uses);
    return undefined;
  }

  /** Gives a text another name, since its plan is no longer valid. The server has the old one until the connection ends. */
  renew(text: string): void {
    this.#make(text);
  }

  #make(text: string): string {
    const name = `handsfree_${++this.#made}`;
    this.#names.set(text, name);
    this.#uses.delete(text);
    return name;
  }
}
