#!/usr/bin/env node
import { exitCodeOf } from "./exit-code.ts";
import { serve } from "./serve.ts";

// What the server writes is about people: its owner's alone, from the first byte on.
process.umask(0o077);
try {
  await serve(process.env);
} catch (error) {
  const reason = error instanceof Error ? error.message : "unknown failure";
  process.stderr.write(`handsfree-server: ${reason.replaceAll(/\s*\n\s*/g, " ")}\n`);
  process.exitCode = exitCodeOf(error);
}
