import type { HookMessage } from "./hook-message.ts";

/** A use of a tool, as the hook of an agent tells it. */
export interface ToolUse {
  /** The agent's name of the tool. */
  readonly tool: string;
  /** The exact arguments. */
  readonly input: unknown;
  /** The directory in which the agent works; empty if the agent does not tell it. */
  readonly cwd: string;
  /** The agent's session. */
  readonly session: string;
  /** The agent's id of the use, which the events before and after it share. Undefined if the agent gives none. */
  readonly id: string | undefined;
  /** The tool of an MCP server, whose name Cursor does not tell. */
  readonly mcp?: { readonly server: string | undefined; readonly tool: string } | undefined;
}

/** The meaning of a message of a hook. */
export type HookEvent =
  | { readonly kind: "before"; readonly use: ToolUse }
  | { readonly kind: "after"; readonly use: ToolUse; readonly error?: string | undefined }
  /** A tool that changes nothing, where the agent cannot be told to leave it out. */
  | { readonly kind: "unasked" };

/** The hooks of one agent: how their messages are read, and how they are answered. */
export interface HookAdapter {
  /** The name of the agent on the command line and in types of actions, for example `claude-code`. */
  readonly agent: string;
  /** The name of the agent for people. */
  readonly title: string;
  /** Whether the agent runs arguments that the hook answers in place of its own. */
  readonly editable: boolean;
  /** How long the agent lets a hook run if its settings do not say, in seconds. It runs the call after that. */
  readonly timeLimit: number;
  /** @throws {HookError} for a message of another shape. */
  readonly read: (message: HookMessage) => HookEvent;
  /** The answer that lets a call run. @param changed the arguments that a person changed, if one did. */
  readonly allow: (changed: { readonly arguments: unknown } | undefined) => string;
  /** The answer that stops a call. */
  readonly deny: (reason: string) => string;
  /** The answer that says nothing. */
  readonly nothing: string;
}
