import type { Readable, Writable } from "node:stream";
import { HookError } from "@handsfree/agents/hooks";
import { serveMcpOnStdio } from "@handsfree/agents/mcp";
import { createClient, type HandsFreeClient } from "@handsfree/client";
import { InvalidInputError } from "@handsfree/query";
import { invocation } from "../invocation.ts";
import { untilSignal } from "../options/until-signal.ts";
import { plainText } from "../output/plain-text.ts";
import { readAgentSettings } from "../server/agent-settings.ts";

interface McpOptions {
  readonly server?: string;
  readonly keyFile?: string;
}

/** Serves MCP over standard input and output until the client closes them, or a signal comes. */
export async function serve({ server, keyFile }: McpOptions): Promise<void> {
  const { env, cwd, stdin, stdout, stderr } = invocation();
  const client = createClient(readAgentSettings({ env, cwd, server, keyFile }));
  const decider = connectDecider(server);
  using stop = untilSignal();
  const mcp = serveMcpOnStdio({
    client,
    decider,
    scope: cwd,
    stdin: stdin as Readable,
    stdout: stdout as Writable,
    note: (text) => void stderr.write(`handsfree mcp: ${plainText(text)}\n`),
  });
  stop.signal.addEventListener("abort", () => void mcp.close(), { once: true });
  await mcp.closed;
}

/** The client of the person at the host, if their key is given. They act for no one else. */
function connectDecider(server: string | undefined): HandsFreeClient | undefined {
  const { env, cwd } = invocation();
  const { HANDSFREE_DECIDER_KEY: key, HANDSFREE_DECIDER_KEY_FILE: file } = env;
  if (!key && !file) return undefined;
  const own = { HANDSFREE_URL: env["HANDSFREE_URL"], HANDSFREE_KEY: key, HANDSFREE_KEY_FILE: file };
  try {
    return createClient(readAgentSettings({ env: own, cwd, server }));
  } catch (error) {
    if (!(error instanceof HookError)) throw error;
    throw new InvalidInputError(
      key ? "HANDSFREE_DECIDER_KEY" : "HANDSFREE_DECIDER_KEY_FILE",
      "is no key; give a key of the person at the host, or a file that has it alone",
    );
  }
}
