import { homedir, hostname } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  answerHook,
  HookError,
  type HookAdapter,
  hookAdapters,
  parseExactly,
} from "@handsfree/agents/hooks";
import { createClient, type HandsFreeClient } from "@handsfree/client";
import type { Invocation } from "../invocation.ts";
import { readAgentSettings } from "../server/agent-settings.ts";
import { lightFetch } from "./light-fetch.ts";

/** The largest message that is read, in bytes. After a tool was used, it has what the tool answered. */
const largestMessage = 16 * 1024 * 1024;
/** How much earlier than the agent's limit a hook ends, in seconds. */
const margin = 10;
/** As long as the longest command of most agents may take, and longer. */
const leaseSeconds = 900;

/** The options of the command of a hook, beside the name of its agent. */
export interface HookFlags {
  readonly server?: string | undefined;
  readonly keyFile?: string | undefined;
  /** How long to wait for people, in seconds. Default: a little less than the agent lets a hook run. */
  readonly timeout?: string | undefined;
}

/**
 * Runs `handsfree hook <agent>`: reads the agent's message from standard input, and answers it on standard output. It
 * loads no other command, since it starts before each call of a tool.
 *
 * @returns the exit code: 2 for wrong usage, which agents take for a refusal, else 0.
 */
export async function run(invocation: Invocation): Promise<number> {
  const { stdout, stderr } = invocation;
  try {
    const { adapter, flags } = readArguments(invocation.args.slice(1));
    const { promise, resolve } = Promise.withResolvers<void>();
    // A reader that is gone gets nothing, which is no failure.
    stdout.write(await answer(adapter, flags, invocation), () => resolve());
    await promise;
    return 0;
  } catch (error) {
    const { message } = error instanceof HookError ? error : { message: "an unexpected failure" };
    stderr.write(`handsfree: ${message}\n`);
    return 2;
  }
}

async function answer(
  adapter: HookAdapter,
  { server, keyFile, timeout }: HookFlags,
  { env, cwd, stdin }: Invocation,
): Promise<string> {
  if (stdin.isTTY === true) {
    throw new HookError(
      `this command is for the settings of ${adapter.title}, which writes to it; \`handsfree hook install ${adapter.agent}\` puts it there`,
    );
  }
  const seconds = timeout === undefined ? adapter.timeLimit - margin : readSeconds(timeout);
  const text = await readMessage(stdin);
  if (text === undefined) {
    const megabytes = largestMessage / 1024 / 1024;
    return adapter.deny(`The call did not run: its message has more than ${megabytes} MiB.`);
  }
  return answerHook(adapter, text, {
    connect: () => connect({ env, cwd, server, keyFile }),
    leaseFolder: leaseFolder(env),
    machine: hostname(),
    timeout: seconds * 1000,
    leaseSeconds,
  });
}

/** A client that soon gives up on a server that is away: the agent waits, and its model can try again. */
export function connect(source: Parameters<typeof readAgentSettings>[0]): HandsFreeClient {
  const settings = readAgentSettings(source);
  const patience = { retries: 2, retryWithin: 3000 };
  return createClient({ ...settings, ...patience, fetch: lightFetch, parseJson: parseExactly });
}

function readArguments(args: readonly string[]): { adapter: HookAdapter; flags: HookFlags } {
  const [agent = "", ...rest] = args;
  const adapter = hookAdapters[agent];
  if (adapter === undefined) {
    const names = Object.keys(hookAdapters).join(", ");
    throw new HookError(`give the name of an agent: ${names}; or install, or doctor`);
  }
  try {
    const options = {
      server: { type: "string" },
      "key-file": { type: "string" },
      timeout: { type: "string" },
    } as const;
    const { server, timeout, "key-file": keyFile } = parseArgs({ args: rest, options }).values;
    return { adapter, flags: { server, keyFile, timeout } };
  } catch {
    throw new HookError(
      `hook ${agent} takes --server, --key-file and --timeout, each with a value`,
    );
  }
}

function readSeconds(text: string): number {
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (seconds >= 1 && seconds <= 86_400) return seconds;
  throw new HookError("--timeout must be a whole number of seconds from 1 to 86400");
}

/** @returns undefined if it is too large. */
async function readMessage(stdin: NodeJS.ReadableStream): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stdin) {
    const bytes = Buffer.from(part);
    size += bytes.length;
    if (size > largestMessage) return undefined;
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString("utf8");
}

/** Where the hook before a call leaves its lease for the hook after it. */
export function leaseFolder({ XDG_STATE_HOME: state, HOME: home }: Invocation["env"]): string {
  return join(state || join(home || homedir(), ".local", "state"), "handsfree", "leases");
}
