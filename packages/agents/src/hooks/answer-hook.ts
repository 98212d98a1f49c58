import type { HandsFreeClient } from "@handsfree/client";
import { askForCall } from "../calls/ask-for-call.ts";
import type { Permission } from "../calls/permission.ts";
import { findRepository } from "./find-repository.ts";
import type { HookAdapter, HookEvent, ToolUse } from "./hook-adapter.ts";
import { HookError } from "./hook-error.ts";
import { parseMessage } from "./hook-message.ts";
import { digestOf, LeaseFiles } from "./lease-files.ts";
import { summarize } from "./summarize.ts";

/** The parts that an answer to a hook needs. */
export interface HookOptions {
  /** Makes the client, whose key needs the scopes `actions:propose` and `actions:execute`. */
  readonly connect: () => HandsFreeClient;
  /** The folder of the leases of calls that run. */
  readonly leaseFolder: string;
  /** The name of the machine, since calls of two machines are two questions. */
  readonly machine: string;
  /** How long to wait for people, in milliseconds. Less than the agent lets the hook run. */
  readonly timeout: number;
  /** How long a call may run until its outcome counts as unknown, in whole seconds from 1 to 43,200. */
  readonly leaseSeconds: number;
}

/** How long requests may take besides the wait, in milliseconds. */
const allowance = 5000;

/**
 * Answers a message of an agent's hook. Before a tool is used it asks, and any failure stops the call. Afterwards it
 * reports the outcome.
 *
 * @param text what the agent wrote to the standard input of the hook.
 * @returns what the agent reads from its standard output.
 */
export async function answerHook(
  adapter: HookAdapter,
  text: string,
  options: HookOptions,
): Promise<string> {
  let event: HookEvent | undefined;
  try {
    event = adapter.read(parseMessage(text));
    if (event.kind === "unasked") return adapter.nothing;
    if (event.kind === "before") return await answerBefore(adapter, event.use, options);
    await report(adapter, event, options);
    return adapter.nothing;
  } catch (error) {
    // The tool has run, and its outcome stays unknown.
    if (event?.kind === "after") return adapter.nothing;
    return adapter.deny(describe(error));
  }
}

async function answerBefore(
  adapter: HookAdapter,
  use: ToolUse,
  options: HookOptions,
): Promise<string> {
  const permission = await ask(adapter, use, options);
  if (!permission.granted) return adapter.deny(permission.reason);
  try {
    new LeaseFiles(options.leaseFolder).keep(adapter.agent, use, permission);
  } catch {
    // The call is approved; without the file its outcome stays unknown.
  }
  return adapter.allow(permission.edited ? { arguments: permission.arguments } : undefined);
}

async function ask(
  { agent, editable }: HookAdapter,
  use: ToolUse,
  { connect, machine, timeout, leaseSeconds }: HookOptions,
): Promise<Permission> {
  const repository = findRepository(use.cwd);
  const call = {
    scope: JSON.stringify([agent, machine, use.cwd]),
    actionType: `${agent}.${typeOf(use)}`,
    arguments: use.input,
    summary: summarize(use, repository),
    repository,
  };
  const signal = AbortSignal.timeout(timeout + allowance);
  try {
    return await askForCall(connect(), call, {
      worker: `${agent} on ${machine}`.slice(0, 200),
      timeout,
      leaseSeconds,
      editable,
      signal,
    });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new HookError("HandsFree did not answer in time; make the same call again");
  }
}

/** The part of the type of an action that names the tool. */
function typeOf({ tool, mcp }: ToolUse): string {
  const parts = mcp === undefined ? [tool] : ["mcp", mcp.server ?? [], mcp.tool].flat();
  return parts.map((part) => part.replaceAll(/[^\w-]+/g, "_").slice(0, 60)).join(".");
}

async function report(
  { agent }: HookAdapter,
  { use, error }: Extract<HookEvent, { kind: "after" }>,
  { connect, leaseFolder }: HookOptions,
): Promise<void> {
  const kept = new LeaseFiles(leaseFolder).take(agent, use);
  if (kept === undefined) return;
  const { pendingActions } = connect();
  const body = {
    lease_token: kept.token,
    result: { arguments_as_approved: digestOf(use.input) === kept.digest },
  };
  const call = { signal: AbortSignal.timeout(2 * allowance) };
  if (error === undefined) await pendingActions.succeed(kept.actionId, body, call);
  // The first line: the others are the output of the tool.
  else await pendingActions.fail(kept.actionId, { ...body, error: firstLine(error) }, call);
}

function firstLine(text: string): string {
  const [line = ""] = text.trim().split(/[\r\n]/);
  return line.slice(0, 200).toWellFormed() || "the tool failed";
}

function describe(error: unknown): string {
  if (error instanceof HookError) return `The call did not run: ${error.message}.`;
  // Other messages may quote arguments.
  const { code, name = "unknown" } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  return `The call did not run: its hook failed (${code ?? name}). \`handsfree hook doctor\` checks the settings.`;
}
