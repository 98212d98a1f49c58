import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client, type ClientOptions } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import type { HandsFree } from "./handsfree.ts";

const entry = fileURLToPath(new URL("gateway-process.ts", import.meta.url));

/** The file of a reference server, which Node runs. */
export function referenceServer(name: string): string {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const file = folders.map((folder) => join(folder, name, "dist/index.js")).find(existsSync);
  if (file === undefined) throw new Error(`${name} is not installed`);
  return file;
}

/** An agent that uses the SDK, with a gateway as its MCP server. */
export class SdkAgent implements AsyncDisposable {
  readonly client: Client;
  readonly #transport: StdioClientTransport;
  readonly #errors: Buffer[] = [];

  private constructor(client: Client, transport: StdioClientTransport) {
    this.client = client;
    this.#transport = transport;
    transport.stderr?.on("data", (chunk: Buffer) => this.#errors.push(chunk));
  }

  /** @param mcpServer its address, or what runs after Node: its file and arguments. */
  static async start(
    handsfree: HandsFree,
    name: string,
    mcpServer: string | readonly string[],
    options: ClientOptions = {},
    more: Readonly<Record<string, string>> = {},
  ): Promise<SdkAgent> {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [
        "--conditions=@handsfree/source",
        entry,
        name,
        handsfree.folder,
        ...(typeof mcpServer === "string" ? [mcpServer] : [process.execPath, ...mcpServer]),
      ],
      env: { ...env(), ...more, HANDSFREE_URL: handsfree.url, HANDSFREE_KEY: handsfree.key },
      stderr: "pipe",
    });
    const client = new Client({ name: "agent", version: "1.0.0" }, options);
    const agent = new SdkAgent(client, transport);
    await client.connect(transport, { timeout: 110_000 });
    return agent;
  }

  /** The standard error of the gateway and the MCP server. */
  get errors(): string {
    return Buffer.concat(this.#errors).toString();
  }

  /** Calls a tool. @returns the text of its result. */
  async call(name: string, given: Record<string, unknown>): Promise<string> {
    const timeout = 110_000;
    const { content, isError } = await this.client.callTool(
      { name, arguments: given },
      { timeout },
    );
    const [first] = content as { type: string; text?: string }[];
    return `${isError === true ? "error: " : ""}${first?.text ?? first?.type ?? ""}`;
  }

  /** Kills the gateway, so that it can end nothing. */
  kill(): void {
    if (this.#transport.pid !== null) process.kill(this.#transport.pid, "SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.close();
  }
}

function env(): Record<string, string> {
  const { PATH = "", HOME = "", NODE_COMPILE_CACHE } = process.env;
  return { PATH, HOME, ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }) };
}
