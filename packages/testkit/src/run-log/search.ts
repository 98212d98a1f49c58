import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Kept } from "./keep.ts";

/** A log that holds a secret. The secret itself is not told. */
export interface Leak {
  /** The test whose server wrote the log. */
  readonly test: string;
  /** What it holds, in words. */
  readonly what: string;
}

/** Secrets that are known by their form, also where no test has registered them. */
const forms = [
  [
    "a key, or a secret of a session",
    /hf_(?:user|service|session|csrf|link|openid)_[A-Za-z0-9]{20}/,
  ],
  // 32 random bytes in base64url have both cases and a digit, and hashes are in hexadecimal.
  ["a token", /(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])(?=[\w-]*\d)[\w-]{43}(?![\w-])/],
  ["the word PRIVATE, by which tests mark contents", /PRIVATE/],
] as const;

/** Searches the logs that tests have kept in a folder for the secrets that they registered. */
export function findLeaks(folder: string): {
  readonly logs: number;
  readonly leaks: readonly Leak[];
} {
  const kept = readdirSync(folder)
    .filter((name) => name.endsWith(".jsonl"))
    .flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n").filter(Boolean))
    .map((line) => JSON.parse(line) as Kept);
  const logs = kept.filter(({ kind }) => kind === "log");
  const secrets = new Secrets(kept.filter(({ kind }) => kind === "secret"));
  const leaks = logs.flatMap(({ test, text }) => [
    ...forms.flatMap(([what, form]) => (form.test(text) ? [{ test, what }] : [])),
    ...secrets.in(text).map((of) => ({ test, what: `a secret that was registered by ${of}` })),
  ]);
  return { logs: logs.length, leaks };
}

/** The length by whose texts secrets are found. No secret is shorter. */
const prefixLength = 8;

/** Finds any of many thousand secrets in one pass. */
class Secrets {
  readonly #byPrefix = new Map<string, { readonly secret: string; readonly test: string }[]>();

  constructor(kept: readonly Kept[]) {
    for (const { text, test } of kept) {
      // As it is, and as a line in JSON has it.
      for (const secret of new Set([text, JSON.stringify(text).slice(1, -1)])) {
        const prefix = secret.slice(0, prefixLength);
        const same = this.#byPrefix.get(prefix) ?? [];
        same.push({ secret, test });
        this.#byPrefix.set(prefix, same);
      }
    }
  }

  /** The tests that registered the secrets that the text holds. */
  in(text: string): readonly string[] {
    const tests = new Set<string>();
    for (let at = 0; at <= text.length - prefixLength; at++) {
      const candidates = this.#byPrefix.get(text.slice(at, at + prefixLength));
      for (const { secret, test } of candidates ?? []) {
        if (text.startsWith(secret, at)) tests.add(test);
      }
    }
    return [...tests];
  }
}
