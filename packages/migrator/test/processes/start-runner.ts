import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Job } from "./job.ts";

const entry = fileURLToPath(new URL("runner.ts", import.meta.url));

/** What most of a short process is spent with: compiling TypeScript, which is the same every time. */
const compileCache = fileURLToPath(new URL("../../node_modules/.cache/compile", import.meta.url));

/** A runner that waits for a job. */
export interface Runner {
  readonly process: ChildProcess;
  /** What it has said so far, a line each. */
  readonly lines: string[];
  begin(job: Job): void;
  /** Resolves when it has said so many lines, or is done, or has ended. */
  said(count: number): Promise<void>;
  /** How it ended, after the job that it has. */
  end(): Promise<{ code: number | null; signal: string | null; errors: string }>;
}

export async function startRunner(): Promise<Runner> {
  const child = spawn(process.execPath, ["--conditions=@handsfree/source", entry], {
    env: { PATH: process.env["PATH"], NODE_COMPILE_CACHE: compileCache },
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  // One that is killed reads no more.
  child.stdin.on("error", () => undefined);
  const closed = once(child, "close") as Promise<[number | null, string | null]>;
  const reader = createInterface(child.stdout);
  await Promise.race([once(reader, "line"), closed]);
  const lines: string[] = [];
  reader.on("line", (line) => lines.push(line));
  return {
    process: child,
    lines,
    begin: (job) => void child.stdin.write(`${JSON.stringify(job)}\n`),
    said: async (count) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = (): void => {
        if (lines.length >= count || lines.at(-1) === "done") resolve();
      };
      reader.on("line", look);
      look();
      await Promise.race([promise, closed]);
      reader.off("line", look);
    },
    end: async () => {
      child.stdin.end();
      const [code, signal] = await closed;
      return { code, signal, errors };
    },
  };
}
