import { fileURLToPath } from "node:url";
import { type ProcessOptions, runNode, type RunResult } from "@handsfree/testkit";
import { expect } from "vitest";

export const entry = fileURLToPath(new URL("../src/main.ts", import.meta.url));

export const userId = "019a2f6e-0000-7000-8000-000000000001";
export const stranger = "019a2f6e-0000-7000-8000-000000000002";

/** Most of a short process is compiling TypeScript, which is the same every time. */
const compileCache = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL("../node_modules/.cache/compile", import.meta.url)),
};

/** Runs the command line in a process of its own. */
export function handsfree(
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<RunResult> {
  return runNode(entry, args, { ...options, env: { ...compileCache, ...options.env } });
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
