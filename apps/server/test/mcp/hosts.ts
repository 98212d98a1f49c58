import { type StdioServer, serveMcp } from "@handsfree/agents/mcp";
import { createClient } from "@handsfree/client";
import { Client as Client2, InMemoryTransport } from "@modelcontextprotocol/client";
import { Client as Client1 } from "@modelcontextprotocol/sdk/client/index.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { clientOf, type kinds, type McpClient } from "./mcp-clients.ts";

/** The answers of a person to a form. */
export interface FormAnswer {
  readonly action: "accept" | "decline" | "cancel";
  readonly content?: Record<string, string>;
}

/** A form as a host shows it. It is closed when the signal is aborted. */
export interface Form {
  readonly message: string;
  readonly signal: AbortSignal;
}

/** The settings of a host and its server. */
export interface HostSettings {
  readonly url: string;
  /** The key of the agent. */
  readonly key: string;
  /** The key of the person at the host. */
  readonly deciderKey?: string | undefined;
  readonly scope?: string;
  /** Answers forms. Without it the host shows none. */
  readonly onForm?: (form: Form) => Promise<FormAnswer>;
}

/** A host with its own server, as over standard input and output. */
export interface Host extends McpClient {
  readonly server: StdioServer;
  /** The notes of the server to its operator. */
  readonly notes: readonly string[];
}

/** Starts a host, whose server has a connection of its own. */
export async function startHost(
  kind: (typeof kinds)[number],
  settings: HostSettings,
): Promise<Host> {
  const [ofClient, ofServer] = InMemoryTransport.createLinkedPair();
  const { server, notes } = startServer(settings, ofServer);
  const info = { name: "host", version: "1.0.0" };
  const { onForm } = settings;
  const capabilities = onForm ? { elicitation: {} } : {};
  if (kind === "1.x") {
    const sdk = new Client1(info, { capabilities });
    if (onForm) {
      sdk.setRequestHandler(ElicitRequestSchema, async ({ params: { message } }, { signal }) => ({
        ...(await onForm({ message, signal })),
      }));
    }
    await sdk.connect(ofClient);
    return { ...clientOf(sdk), server, notes };
  }
  const mode = kind === "2.x" ? "legacy" : { pin: "2026-07-28" };
  const sdk = new Client2(info, { capabilities, versionNegotiation: { mode } });
  if (onForm) {
    sdk.setRequestHandler("elicitation/create", async ({ params: { message } }, { mcpReq }) => ({
      ...(await onForm({ message, signal: mcpReq.signal })),
    }));
  }
  await sdk.connect(ofClient);
  return { ...clientOf(sdk), server, notes };
}

/** Starts a server at one end of a connection. */
export function startServer(
  { url, key, deciderKey, scope = "/home/me/project" }: HostSettings,
  transport: InMemoryTransport,
): { readonly server: StdioServer; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const server = serveMcp(
    {
      client: createClient({ url, key }),
      decider: deciderKey === undefined ? undefined : createClient({ url, key: deciderKey }),
      scope,
      note: (text) => void notes.push(text),
    },
    transport,
  );
  return { server, notes };
}
