#!/usr/bin/env node
import { exitCodeOf } from "./exit-code.ts";
import { serve } from "./serve.ts";
import { helpText } from "./settings/help.ts";

// What the server writes is about people: its owner's alone, from the first byte on.
process.umask(0o077);
try {
  const [argument] = process.argv.slice(2);
  if (argument === "--help" || argument === "-h") process.stdout.write(helpText());
  else if (argument === undefined) await serve(process.env);
  else throw new Error("takes no arguments but --help; its settings are environment variables");
} catch (error) {
  const reason = error instanceof Error ? error.message : "unknown failure";
  process.stderr.write(`handsfree-server: ${reason.replaceAll(/\s*\n\s*/g, " ")}\n`);
  process.exitCode = exitCodeOf(error);
}
