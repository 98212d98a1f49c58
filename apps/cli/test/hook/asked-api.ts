import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { createClient, type HandsFreeClient } from "@handsfree/client";
import { keepSecrets, type RunResult, temporaryDirectory } from "@handsfree/testkit";
import { vi } from "vitest";
// @boundaries-ignore tests of a command start the server as the tests of the server do
import { TestApi, userId } from "../../../server/test/api.ts";
// @boundaries-ignore tests of a command start the server as the tests of the server do
import { keyOfUser } from "../../../server/test/callers.ts";
// @boundaries-ignore the messages of agents are recorded once
import { claudeCode } from "../../../../packages/agents/test/hooks/messages.ts";
import { run } from "../../src/hook/run.ts";

/** A server with a person who answers, and an agent that asks through its hook. */
export class AskedApi implements AsyncDisposable {
  readonly api: TestApi;
  readonly person: HandsFreeClient;
  readonly folder: string;
  readonly env: Record<string, string>;
  readonly #ends: AsyncDisposable;

  private constructor(
    api: TestApi,
    person: HandsFreeClient,
    folder: AsyncDisposable & { readonly path: string },
    env: Record<string, string>,
  ) {
    this.api = api;
    this.person = person;
    this.folder = folder.path;
    this.env = env;
    this.#ends = folder;
  }

  static async start(): Promise<AskedApi> {
    const [api, folder] = [await TestApi.start(), await temporaryDirectory()];
    const url = await api.app.listen({ port: 0, host: "127.0.0.1" });
    const person = createClient({ url, key: await api.keyOf(userId) });
    const key = await keyOfUser(api.db, userId, ["actions:propose", "actions:execute"]);
    const env = { HANDSFREE_URL: url, HANDSFREE_KEY: key, XDG_STATE_HOME: folder.path };
    return new AskedApi(api, person, folder, env);
  }

  /** Runs the hook with a message. */
  hook(
    agent: string,
    message: object | string,
    { env = {}, flags = [] }: { env?: Record<string, string>; flags?: readonly string[] } = {},
  ): Promise<RunResult> {
    return hook([agent, ...flags], message, { ...this.env, ...env });
  }

  /** The one action that waits, as soon as there is one. */
  async waiting() {
    const { pendingActions } = this.person;
    const find = async () => (await pendingActions.list().page()).items;
    const { id } = await vi.waitFor(async () => required(await find()), 60_000);
    return pendingActions.get(id);
  }

  async approve(): Promise<string> {
    const { id, payload_digest } = await this.waiting();
    await this.person.pendingActions.approve(id, { payload_digest });
    return id;
  }

  async reject(reason: string): Promise<string> {
    const { id, payload_digest } = await this.waiting();
    await this.person.pendingActions.reject(id, { payload_digest, reason });
    return id;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.api[Symbol.asyncDispose]();
    await this.#ends[Symbol.asyncDispose]();
  }
}

function required<T>([one, ...others]: readonly T[]): T {
  if (one === undefined || others.length > 0) throw new Error("one action must wait");
  return one;
}

/** Runs `handsfree hook` in this process, as main.ts does. */
export async function hook(
  args: readonly string[],
  message: object | string,
  env: Record<string, string>,
): Promise<RunResult> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [printed, told] = [text(stdout), text(stderr)];
  const input = typeof message === "string" ? message : JSON.stringify(message);
  const stdin = Readable.from([Buffer.from(input)]);
  const code = await run({ args: ["hook", ...args], env, cwd: "/", stdin, stdout, stderr });
  stdout.end();
  stderr.end();
  return { code, stdout: await printed, stderr: await told };
}

/** A command that Claude Code is about to run. */
export function bash(command: string, rest: object = {}): object {
  return { ...claudeCode.before, tool_input: { command }, ...rest };
}

/** The command that Claude Code has run. */
export function hasRun(command: string, rest: object = {}): object {
  const { tool_use_id } = claudeCode.before;
  return {
    ...claudeCode.after,
    tool_name: "Bash",
    tool_input: { command },
    tool_response: { stdout: "PRIVATE", stderr: "", interrupted: false },
    tool_use_id,
    ...rest,
  };
}

/** The answer of Claude Code's hook. */
export function decisionOf({ code, stdout, stderr }: RunResult): {
  readonly permissionDecision: string;
  readonly permissionDecisionReason: string;
  readonly updatedInput?: unknown;
} {
  if (code !== 0 || stderr !== "") throw new Error(`ended with ${code}: ${stderr}`);
  const { hookSpecificOutput } = JSON.parse(stdout) as {
    hookSpecificOutput: ReturnType<typeof decisionOf> & { hookEventName: string };
  };
  if (hookSpecificOutput.hookEventName !== "PreToolUse") throw new Error(stdout);
  return hookSpecificOutput;
}

/** A text that must not be shown, which the log of the server is searched for. */
export async function secretText(name: string): Promise<string> {
  const secret = `secret-of-a-call-${name}`;
  await keepSecrets([secret]);
  return secret;
}
