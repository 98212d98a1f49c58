#!/usr/bin/env node
import { serve } from "./serve.ts";

try {
  await serve(process.env);
} catch (error) {
  const reason = error instanceof Error ? error.message : "unknown failure";
  process.stderr.write(`handsfree-server: ${reason.replaceAll(/\s*\n\s*/g, " ")}\n`);
  process.exitCode = 1;
}
