import { once } from "node:events";
import { type ClientOptions, createClient } from "@handsfree/client";
import { parseExactly } from "./exact-message.ts";
import { Gateway } from "./gateway.ts";
import { readLines } from "./read-lines.ts";
import { ChildUpstream } from "./upstream/child-upstream.ts";
import { HttpUpstream } from "./upstream/http-upstream.ts";
import type { Upstream } from "./upstream/upstream.ts";

/** The MCP server behind a gateway: a command that speaks over standard input and output, or an address. */
export type McpServer =
  | {
      /** The command with its arguments. It gets the environment without the key of HandsFree. */
      readonly command: readonly string[];
    }
  | {
      /** The address of its endpoint for streamable HTTP. */
      readonly url: string;
      /** The bearer token of its requests. Default: none. */
      readonly token?: string | undefined;
    };

/** Options of `runGateway`. */
export interface GatewayOptions {
  /** The HandsFree server, and a key with the scopes `actions:propose` and `actions:execute`. */
  readonly handsfree: Pick<ClientOptions, "url" | "key" | "onBehalfOf">;
  readonly mcpServer: McpServer;
  /** The name of the MCP server: calls of its tools are actions of the type `<name>.<tool>`. Default `mcp`. */
  readonly name?: string | undefined;
  /** How long a call waits for people, in milliseconds. Default 600,000. */
  readonly wait?: number | undefined;
  /** Whether people may change the arguments of a call, which then runs with theirs. Default false. */
  readonly editable?: boolean | undefined;
  /** How many characters of each result are kept beside its digest. Default 0. */
  readonly excerptLength?: number | undefined;
  /** The directory that the agent works in: the same call made there resumes its question. */
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  /** The messages of the agent. It is closed at the end. */
  readonly stdin: NodeJS.ReadableStream;
  /** The messages to the agent. */
  readonly stdout: NodeJS.WritableStream;
  /** The notes to people. */
  readonly stderr: NodeJS.WritableStream;
  /** Ends the gateway and the MCP server when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Stands between an agent that speaks MCP over standard input and output, and an MCP server, until either of them ends.
 * Each call of a tool is asked for by `askForCall` before the MCP server gets it; all other messages pass unchanged.
 *
 * @returns the exit code of the MCP server.
 * @throws {UpstreamError} if its command cannot be started.
 * @throws {LineTooLargeError} for a message of more than 16 MiB.
 */
export async function runGateway(options: GatewayOptions): Promise<number> {
  const { mcpServer, name = "mcp", directory, stdin, stdout, signal } = options;
  const upstream = startUpstream(options);
  const gateway = new Gateway({
    client: createClient({ ...options.handsfree, parseJson: parseExactly }),
    reporter: createClient({ ...options.handsfree, retries: 100 }),
    upstream,
    tell: (line) => writeLine(stdout, line),
    name,
    // Only its digest is sent.
    scope: JSON.stringify(["gateway", name, directory, mcpServer]),
    wait: options.wait ?? 600_000,
    editable: options.editable ?? false,
    excerptLength: options.excerptLength ?? 0,
  });
  const end = (): void => {
    gateway.agentEnded();
    void upstream.close();
  };
  signal?.addEventListener("abort", end);
  stdout.on("error", end);
  const agent = readAgent(stdin, gateway).finally(end);
  // It is awaited at the end.
  agent.catch(() => undefined);
  try {
    return await upstream.run((line) => gateway.fromUpstream(line));
  } finally {
    gateway.upstreamEnded();
    await upstream.close();
    signal?.removeEventListener("abort", end);
    if ("destroy" in stdin && typeof stdin.destroy === "function") stdin.destroy();
    await agent;
    await gateway.finished();
    stdout.off("error", end);
  }
}

function startUpstream({ mcpServer, env, stderr }: GatewayOptions): Upstream {
  if ("url" in mcpServer) return new HttpUpstream(mcpServer);
  // The MCP server must not answer its own questions.
  const { HANDSFREE_KEY: _key, HANDSFREE_KEY_FILE: _file, ...rest } = env;
  return new ChildUpstream(mcpServer.command, rest, stderr);
}

async function readAgent(stdin: NodeJS.ReadableStream, gateway: Gateway): Promise<void> {
  try {
    for await (const line of readLines(stdin as AsyncIterable<Buffer>))
      await gateway.fromAgent(line);
  } catch (error) {
    // The end of the MCP server closes the stream.
    if ((error as NodeJS.ErrnoException).code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  }
}

async function writeLine(stdout: NodeJS.WritableStream, line: string | Buffer): Promise<void> {
  if (!stdout.writable) return;
  const text = typeof line === "string" ? `${line}\n` : Buffer.concat([line, Buffer.from("\n")]);
  if (stdout.write(text)) return;
  const over = new AbortController();
  const { signal } = over;
  // An agent that has ended reads nothing more.
  await Promise.race([once(stdout, "drain", { signal }), once(stdout, "close", { signal })]).catch(
    () => undefined,
  );
  over.abort();
}
