#!/usr/bin/env node
import { serve } from "./serve.ts";
import { helpText } from "./settings/help.ts";

try {
  const [argument] = process.argv.slice(2);
  if (argument === "--help" || argument === "-h") process.stdout.write(helpText());
  else if (argument === undefined) await serve(process.env);
  else throw new Error("takes no arguments but --help; its settings are environment variables");
} catch (error) {
  const reason = error instanceof Error ? error.message : "unknown failure";
  process.stderr.write(`handsfree-server: ${reason.replaceAll(/\s*\n\s*/g, " ")}\n`);
  process.exitCode = 1;
}
