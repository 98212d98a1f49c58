import type { HookAdapter } from "../hook-adapter.ts";
import { claudeCode } from "./claude-code.ts";
import { codex } from "./codex.ts";
import { copilot } from "./copilot.ts";
import { cursor } from "./cursor.ts";
import { gemini } from "./gemini.ts";

/** The agents whose hooks can ask, by their name on the command line. */
export const hookAdapters: Readonly<Record<string, HookAdapter>> = Object.fromEntries(
  [claudeCode, codex, copilot, cursor, gemini].map((adapter) => [adapter.agent, adapter]),
);
