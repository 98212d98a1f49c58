#!/usr/bin/env node
import { run } from "./run.ts";

const { stdout, stderr } = process;
// Failed writes reject where they are awaited; without a listener the event would end the process.
stdout.on("error", () => {});
stderr.on("error", () => {});

// Not process.exit, which would cut off what is still to be written.
process.exitCode = await run({
  args: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  // Opened by the command that reads it: an open pipe would keep the process from ending.
  get stdin() {
    return process.stdin;
  },
  stdout,
  stderr,
});
