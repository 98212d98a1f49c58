#!/usr/bin/env node
import { exitCodeOf } from "./exit-code.ts";
import { serve } from "./serve.ts";
import { helpText } from "./settings/help.ts";

// The files that the server writes hold personal data, so only its own user may read them.
process.umask(0o077);
try {
  const [argument] = process.argv.slice(2);
  if (argument === "--help" || argument === "-h") process.stdout.write(helpText());
  else if (argument === undefined) await serve(process.env);
  else throw new Error("the only argument is --help; settings are environment variables");
} catch (error) {
  const reason = error instanceof Error ? error.message : "unknown failure";
  process.stderr.write(`handsfree-server: ${reason.replaceAll(/\s*\n\s*/g, " ")}\n`);
  process.exitCode = exitCodeOf(error);
}
