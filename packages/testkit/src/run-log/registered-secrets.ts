/** The length by which secrets are found. None is shorter. */
const prefixLength = 8;

/** Finds any of many thousand secrets in one pass over a text of many megabytes. */
export class RegisteredSecrets {
  readonly #byPrefix = new Map<string, { readonly secret: string; readonly test: string }[]>();
  /** Which first three characters a secret can have: most places of a text are passed by it. */
  readonly #starts = new Uint8Array(65_536);

  /** @param test the test that used the secret. */
  add(text: string, test: string): void {
    // As it is, and as a line in JSON has it.
    for (const secret of new Set([text, JSON.stringify(text).slice(1, -1)])) {
      const prefix = secret.slice(0, prefixLength);
      const same = this.#byPrefix.get(prefix) ?? [];
      same.push({ secret, test });
      this.#byPrefix.set(prefix, same);
      this.#starts[startOf(secret, 0)] = 1;
    }
  }

  /** The tests that used the secrets that a text holds. */
  testsOf(text: string): readonly string[] {
    const tests = new Set<string>();
    for (let at = 0; at <= text.length - prefixLength; at++) {
      if (this.#starts[startOf(text, at)] === 0) continue;
      for (const { secret, test } of this.#byPrefix.get(text.slice(at, at + prefixLength)) ?? []) {
        if (text.startsWith(secret, at)) tests.add(test);
      }
    }
    return [...tests];
  }
}

/** A number of 16 bits, of three characters. */
function startOf(text: string, at: number): number {
  const first = text.charCodeAt(at) * 1021;
  return (first + text.charCodeAt(at + 1) * 31 + text.charCodeAt(at + 2)) % 65_536;
}
