import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Kept } from "./keep.ts";
import { RegisteredSecrets } from "./registered-secrets.ts";

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
export async function findLeaks(
  folder: string,
): Promise<{ readonly logs: number; readonly leaks: readonly Leak[] }> {
  const secrets = new RegisteredSecrets();
  for await (const { text, test } of readKept(folder, "secret")) secrets.add(text, test);
  const leaks: Leak[] = [];
  let logs = 0;
  for await (const { test, text } of readKept(folder, "log")) {
    logs++;
    for (const [what, form] of forms) if (form.test(text)) leaks.push({ test, what });
    for (const one of secrets.testsOf(text)) {
      leaks.push({ test, what: `a secret that was registered by ${one}` });
    }
  }
  return { logs, leaks };
}

/** One at a time, since the log of a server under load is large. */
async function* readKept(folder: string, kind: Kept["kind"]): AsyncGenerator<Kept> {
  for (const name of await readdir(folder)) {
    const lines = createInterface({ input: createReadStream(join(folder, name)) });
    for await (const line of lines) {
      if (line.startsWith(`{"kind":"${kind}"`)) yield JSON.parse(line) as Kept;
    }
  }
}
