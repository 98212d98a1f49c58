import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** Runs a hook as an agent does: a process with the message on its standard input. @returns its answer. */
export async function runHook(
  args: readonly string[],
  message: object,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const stdio = ["pipe", "pipe", "inherit"] as const;
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: [...stdio],
  });
  const ended = once(child, "close");
  child.stdin?.end(JSON.stringify(message));
  const answer = child.stdout === null ? "" : await text(child.stdout);
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`the hook ended with the exit code ${code}`);
  return answer;
}
