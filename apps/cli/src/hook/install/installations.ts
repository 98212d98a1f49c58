import { homedir } from "node:os";
import { join } from "node:path";
import { hookAdapters } from "@handsfree/agents/hooks";
import { InvalidInputError } from "@handsfree/query";
import { Argument } from "commander";

/** One hook in the settings of an agent. */
export interface InstalledHook {
  readonly event: string;
  /** Selects tools by their names. Undefined where the entry has none, or the agent takes none. */
  readonly matcher?: string;
  readonly entry: Readonly<Record<string, unknown>>;
}

/** Where an agent reads its hooks, and what they are. */
export interface Installation {
  readonly agent: string;
  /** The settings of the user. Undefined if the agent has none. */
  readonly userFile?: (env: Environment) => string;
  /** The settings in a project, below its folder. */
  readonly projectFile: string;
  /** Whether the hooks of an event are in groups, each with a matcher. */
  readonly isGrouped: boolean;
  /** Members that the file must have. */
  readonly required?: Readonly<Record<string, unknown>>;
  /** @param limit how long the agent may let the hook run before a call, in seconds. */
  readonly hooks: (command: string, limit: number) => readonly InstalledHook[];
}
type Environment = Readonly<Record<string, string | undefined>>;

/** How long a hook after a call may take, in seconds. */
const afterwards = 30;
const waits = "Waiting for an answer in HandsFree";

const home = (env: Environment, ...parts: string[]): string =>
  join(env["HOME"] || homedir(), ...parts);

/** The tools that change something, or send something away. */
const claudeTools = "^(?:Bash|PowerShell|Edit|MultiEdit|Write|NotebookEdit|WebFetch|mcp__.*)$";
const codexTools = "^(?:Bash|apply_patch|mcp__.*)$";
const geminiTools = "^(?:run_shell_command|write_file|replace|web_fetch|mcp_.*)$";
const cursorTools = "^(?:Shell|Write|StrReplace|Edit|Delete|MCP:.*)$";

const all: readonly Installation[] = [
  {
    agent: "claude-code",
    userFile: (env) => join(env["CLAUDE_CONFIG_DIR"] || home(env, ".claude"), "settings.json"),
    projectFile: ".claude/settings.json",
    isGrouped: true,
    hooks: (command, timeout) => {
      const matcher = claudeTools;
      // From version 2.1.295 on, a hook that fails or takes too long stops the call.
      const before = {
        type: "command",
        command,
        timeout,
        statusMessage: waits,
        onFailure: "block",
      };
      const after = { type: "command", command, timeout: afterwards };
      return [
        { event: "PreToolUse", matcher, entry: before },
        { event: "PostToolUse", matcher, entry: after },
        { event: "PostToolUseFailure", matcher, entry: after },
      ];
    },
  },
  {
    agent: "codex",
    userFile: (env) => join(env["CODEX_HOME"] || home(env, ".codex"), "hooks.json"),
    projectFile: ".codex/hooks.json",
    isGrouped: true,
    hooks: (command, timeout) => {
      const matcher = codexTools;
      const before = { type: "command", command, timeout, statusMessage: waits };
      return [
        { event: "PreToolUse", matcher, entry: before },
        { event: "PostToolUse", matcher, entry: { type: "command", command, timeout: afterwards } },
      ];
    },
  },
  {
    agent: "gemini",
    userFile: (env) => home(env, ".gemini", "settings.json"),
    projectFile: ".gemini/settings.json",
    isGrouped: true,
    hooks: (command, limit) => {
      const matcher = geminiTools;
      const hook = { name: "handsfree", type: "command", command };
      return [
        { event: "BeforeTool", matcher, entry: { ...hook, timeout: limit * 1000 } },
        { event: "AfterTool", matcher, entry: { ...hook, timeout: afterwards * 1000 } },
      ];
    },
  },
  {
    agent: "cursor",
    userFile: (env) => home(env, ".cursor", "hooks.json"),
    projectFile: ".cursor/hooks.json",
    isGrouped: false,
    required: { version: 1 },
    hooks: (command, timeout) => {
      const matcher = cursorTools;
      const after = { command, type: "command", timeout: afterwards, matcher };
      return [
        {
          event: "preToolUse",
          entry: { command, type: "command", timeout, failClosed: true, matcher },
        },
        { event: "postToolUse", entry: after },
        { event: "postToolUseFailure", entry: after },
      ];
    },
  },
  {
    agent: "copilot",
    projectFile: ".github/hooks/handsfree.json",
    isGrouped: false,
    required: { version: 1 },
    hooks: (bash, timeoutSec) => {
      const after = { type: "command", bash, timeoutSec: afterwards };
      return [
        { event: "preToolUse", entry: { type: "command", bash, timeoutSec } },
        { event: "postToolUse", entry: after },
        { event: "postToolUseFailure", entry: after },
      ];
    },
  },
];

/** The installations by the names of their agents. */
export const installations: ReadonlyMap<string, Installation> = new Map(
  all.map((installation) => [installation.agent, installation]),
);

/** The argument that names an agent. */
export function agentArgument(form: "<agent>" | "[agent]"): Argument {
  return new Argument(form, "the agent").choices(Object.keys(hookAdapters));
}

/** The settings of an agent that are changed or read. @throws {InvalidInputError} */
export function settingsFile(
  { agent, userFile, projectFile }: Installation,
  place: "project" | "user",
  { env, cwd }: { readonly env: Environment; readonly cwd: string },
): string {
  if (place === "project") return join(cwd, projectFile);
  if (userFile !== undefined) return userFile(env);
  const title = hookAdapters[agent]?.title ?? agent;
  throw new InvalidInputError(
    "project",
    `must be given, since ${title} reads hooks of projects alone`,
  );
}
