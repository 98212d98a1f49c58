import type { Readable, Writable } from "node:stream";
import type { HandsFreeClient } from "@handsfree/client";
import type { McpServer, Transport } from "@modelcontextprotocol/server";
import { serveStdio, StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { ActionWatch } from "./action-watch.ts";
import { createMcpServer } from "./create-mcp-server.ts";
import { ElicitedDecisions } from "./elicited-decisions.ts";
import { followSubscriptions } from "./follow-subscriptions.ts";

/** The parts that an MCP server for one client works with. */
export interface StdioServerOptions {
  /** A client with the key of the agent. */
  readonly client: HandsFreeClient;
  /**
   * A client with a key of the person at the MCP client, who is then also asked there. Its holder can approve, so it must
   * not be within the agent's reach. Default: the person is not asked there.
   */
  readonly decider?: HandsFreeClient | undefined;
  /**
   * Where the calls come from, for example the working directory. The same calls of one scope and one MCP client are one
   * question.
   */
  readonly scope: string;
  readonly stdin: Readable;
  readonly stdout: Writable;
  /** Hears what an operator should know, in one line without contents of calls. */
  readonly note: (text: string) => void;
}

/** An MCP server that serves one client. */
export interface StdioServer {
  /** Ends it. Open questions stay. */
  close(): Promise<void>;
  /** Resolves when it has ended, also because the client has. */
  readonly closed: Promise<void>;
}

/** Serves MCP to one client over standard input and output, until the client closes them. */
export function serveMcpOnStdio(options: StdioServerOptions): StdioServer {
  return serveMcp(options, new StdioServerTransport(options.stdin, options.stdout));
}

/** As `serveMcpOnStdio`, over any transport. For tests. */
export function serveMcp(
  { client, decider, scope, note }: Omit<StdioServerOptions, "stdin" | "stdout">,
  transport: Transport,
): StdioServer {
  const onError = (error: unknown): void => note(`a failure in the MCP server: ${nameOf(error)}`);
  const elicited = decider && new ElicitedDecisions(decider, client, note);
  let served: McpServer | undefined;
  const watch = new ActionWatch(
    client,
    (uri) => void served?.server.sendResourceUpdated({ uri }).catch(onError),
    onError,
  );
  const handle = serveStdio(
    () => {
      served = createMcpServer({ client, scope, elicited, onError }, { subscriptions: true });
      followSubscriptions(served, transport, watch);
      return served;
    },
    { transport, onerror: onError },
  );
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const end = transport.onclose;
  const onclose = (): void => {
    end?.();
    watch.close();
    resolve();
  };
  Object.assign(transport, { onclose });
  return { close: () => handle.close(), closed };
}

/** Messages of errors can quote a message of the client. */
function nameOf(error: unknown): string {
  const { code, name = "unknown" } = (error ?? {}) as {
    readonly code?: unknown;
    readonly name?: string;
  };
  return typeof code === "string" ? code : name;
}
