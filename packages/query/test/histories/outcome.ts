/** What a caller was told: its answer as text that can be compared, or an error's code. */
export type Outcome =
  | { readonly answer: string }
  | { readonly codes: readonly string[]; readonly detail?: string };

/** A value as text, equal for equal values whatever made them. */
export function canonical(value: unknown): string {
  return JSON.stringify(plain(value));
}

function plain(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Date) return { date: value.toISOString() };
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString("hex") };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, inner]) => [key, plain(inner)]),
    );
  }
  return value;
}

export function answer(value: unknown): Outcome {
  return { answer: canonical(value) };
}

/** Whether what happened is what the model allows: one of its codes, or the same answer. */
export function agrees(actual: Outcome, allowed: Outcome): boolean {
  if ("codes" in actual) {
    return "codes" in allowed && actual.codes.some((code) => allowed.codes.includes(code));
  }
  return "answer" in allowed && actual.answer === allowed.answer;
}
