import { Client as Client2, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as Client1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as Transport1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { keepSecrets } from "@handsfree/testkit";
import { bearer } from "../callers.ts";

/** The outcome of a call of a tool. */
interface Called {
  readonly isError: boolean;
  /** The text of the answer. */
  readonly text: string;
  /** The structured content. */
  readonly content: Readonly<Record<string, unknown>>;
}

/** The part of an SDK's client that the tests use. */
export interface McpClient extends AsyncDisposable {
  call(name: string, input?: object, options?: CallOptions): Promise<Called>;
  readonly sdk: Client1 | Client2;
}
interface CallOptions {
  readonly signal?: AbortSignal;
  /** In milliseconds. */
  readonly timeout?: number;
  readonly onprogress?: (progress: { readonly progress: number }) => void;
}

/** The clients that hosts use: the SDK of most of them, the current one as it is, and with the protocol of 2026. */
export const kinds = ["1.x", "2.x", "2.x with 2026-07-28"] as const;

/** Connects a client of an SDK to the server at `url`. */
export async function connect(
  kind: (typeof kinds)[number],
  url: string,
  key: string,
  { name = "tester", headers = {} }: { readonly name?: string; readonly headers?: object } = {},
): Promise<McpClient> {
  const info = { name, version: "1.0.0" };
  const address = new URL("/mcp", url);
  const options = { requestInit: { headers: { ...bearer(key), ...headers } } };
  if (kind === "1.x") {
    const sdk = new Client1(info);
    await sdk.connect(new Transport1(address, options));
    return clientOf(sdk);
  }
  const mode = kind === "2.x" ? "legacy" : { pin: "2026-07-28" };
  const sdk = new Client2(info, { versionNegotiation: { mode } });
  await sdk.connect(new StreamableHTTPClientTransport(address, options));
  return clientOf(sdk);
}

/** The calls of a client that is connected. */
export function clientOf(sdk: Client1 | Client2): McpClient {
  return {
    sdk,
    call: async (name, input = {}, options) => {
      const given = { name, arguments: { ...input } };
      const result = await (sdk instanceof Client1
        ? sdk.callTool(given, undefined, options)
        : sdk.callTool(given, options));
      const [first] = result.content as readonly { readonly text?: string }[];
      const content = (result.structuredContent ?? {}) as Called["content"];
      const lease = content["lease_token"];
      if (typeof lease === "string") await keepSecrets([lease]);
      return { isError: result.isError === true, text: first?.text ?? "", content };
    },
    [Symbol.asyncDispose]: () => sdk.close(),
  };
}

/** The question of the tests. */
export const question = {
  summary: "Merge octo/repo#12",
  action_type: "merge_pr",
  action_payload: { number: 12, title: "Fix the lamp" },
};
