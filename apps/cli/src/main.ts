#!/usr/bin/env node
import type { Invocation } from "./invocation.ts";

const { stdout, stderr } = process;
// Failed writes reject the promise that is awaited. Without a listener the event would end the process.
stdout.on("error", () => {});
stderr.on("error", () => {});

const args = process.argv.slice(2);
// Not process.exit, which would lose pending output.
process.exitCode = await (
  await load(args)
)({
  args,
  env: process.env,
  cwd: process.cwd(),
  // Opened only by a command that reads it: an open pipe would keep the process alive.
  get stdin() {
    return process.stdin;
  },
  stdout,
  stderr,
});

/** An agent runs its hook before each call of a tool, so the hook loads nothing of the other commands. */
async function load([command, name]: readonly string[]): Promise<
  (invocation: Invocation) => Promise<number>
> {
  const isHook =
    command === "hook" && name !== undefined && !/^(?:-.*|doctor|help|install)$/.test(name);
  const { run } =
    isHook && !args.includes("--help") ? await import("./hook/run.ts") : await import("./run.ts");
  return run;
}
