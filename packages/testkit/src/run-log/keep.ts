import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { threadId } from "node:worker_threads";

/** The variable that names the folder of the run's logs. Without it nothing is kept. */
export const folderVariable = "HANDSFREE_TEST_RUN_LOG";

/** What a test left for the search at the end of the run. */
export interface Kept {
  /** `log` is what a server wrote, and `secret` is what no log may hold. */
  readonly kind: "log" | "secret";
  /** The file and the name of the test. */
  readonly test: string;
  readonly text: string;
}

/** Shorter texts are words that any log can hold. */
const shortest = 8;
const known = new Set<string>();

/** Keeps what a server logged until the end of the run. */
export async function keepLog(text: string): Promise<void> {
  if (text !== "") await keep("log", [text]);
}

/** Registers texts that no log of the run may hold: keys, tokens, cookies, transcripts, payloads. */
export async function keepSecrets(texts: Iterable<string>): Promise<void> {
  const secrets = [...texts].filter((text) => text.length >= shortest && !known.has(text));
  for (const secret of secrets) known.add(secret);
  await keep("secret", secrets);
}

async function keep(kind: Kept["kind"], texts: readonly string[]): Promise<void> {
  const folder = process.env[folderVariable];
  if (folder === undefined || texts.length === 0) return;
  const test = await currentTest();
  const lines = texts.map((text) => `${JSON.stringify({ kind, test, text } satisfies Kept)}\n`);
  // At once, since a worker of vitest can end at any time after its tests.
  appendFileSync(join(folder, `${process.pid}-${threadId}.jsonl`), lines.join(""));
}

/** Imports vitest late, since the processes that a test starts cannot load it. */
async function currentTest(): Promise<string> {
  const { expect } = await import("vitest");
  const { testPath = "a file", currentTestName = "its setup" } = expect.getState();
  return `${testPath}: ${currentTestName}`;
}
