#!/usr/bin/env node
import { run } from "./run.ts";

const { stdout, stderr } = process;
// Failed writes reject the promise that is awaited. Without a listener the event would end the process.
stdout.on("error", () => {});
stderr.on("error", () => {});

// Not process.exit, which would lose pending output.
process.exitCode = await run({
  args: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  // Opened only by a command that reads it: an open pipe would keep the process alive.
  get stdin() {
    return process.stdin;
  },
  stdout,
  stderr,
});
