import { fileURLToPath } from "node:url";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { type ProcessOptions, runNode, type RunResult } from "@handsfree/testkit";
import { expect } from "vitest";
import { run } from "../src/run.ts";

export const entry = fileURLToPath(new URL("../src/main.ts", import.meta.url));

export const userId = "019a2f6e-0000-7000-8000-000000000001";
export const stranger = "019a2f6e-0000-7000-8000-000000000002";

/** Runs the command line in this process, with no more of the environment than the options give. */
export async function handsfree(
  args: readonly string[],
  { env = {}, cwd = process.cwd(), input = "" }: ProcessOptions = {},
): Promise<RunResult> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [printed, told] = [text(stdout), text(stderr)];
  const stdin = Readable.from([Buffer.from(input)]);
  const code = await run({ args, env, cwd, stdin, stdout, stderr });
  stdout.end();
  stderr.end();
  return { code, stdout: await printed, stderr: await told };
}

/** Runs it as a shell does: in a process of its own. */
export function handsfreeProcess(
  args: readonly string[],
  options?: ProcessOptions,
): Promise<RunResult> {
  return runNode(entry, args, options);
}

/** Runs one that must succeed, and returns what it prints. */
export async function output(args: readonly string[], options?: ProcessOptions): Promise<string> {
  const { code, stdout, stderr } = await handsfree(args, options);
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: "" });
  return stdout;
}

export async function jsonOutput(
  args: readonly string[],
  options?: ProcessOptions,
): Promise<unknown> {
  return JSON.parse(await output([...args, "--json"], options)) as unknown;
}

/** What a failure is: one line on standard error, where the pattern matches, and nothing else. */
export function failure(code: number, pattern: RegExp): RunResult {
  const line = new RegExp(`^(?=[^\\n]*?(?:${pattern.source}))handsfree: [^\\n]+\\n$`);
  return { code, stdout: "", stderr: expect.stringMatching(line) as string };
}
