import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { referenceServer } from "./sdk-agent.ts";

/**
 * The reference server "everything" by streamable HTTP. It would listen on all addresses of the machine, so it listens
 * at a socket in the file system, and a port on this machine alone leads there.
 */
export class EverythingServer implements AsyncDisposable {
  #output = "";
  readonly #socket: string;
  readonly #child: ChildProcess;
  readonly #port: Server;

  private constructor(folder: string) {
    this.#socket = join(folder, "everything.sock");
    const file = referenceServer("@modelcontextprotocol/server-everything");
    this.#child = spawn(process.execPath, [file, "streamableHttp"], {
      env: { ...process.env, PORT: this.#socket },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (chunk: Buffer) => (this.#output += chunk.toString()));
    }
    this.#port = createServer((from) => {
      const to = connect(this.#socket);
      void pipeline(from, to, from).catch(() => undefined);
    });
  }

  static async start(folder: string): Promise<EverythingServer> {
    const server = new EverythingServer(folder);
    await server.untilSaid(/listening on port/);
    server.#port.listen(0, "127.0.0.1");
    await once(server.#port, "listening");
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#port.address() as AddressInfo).port}/mcp`;
  }

  /** Waits until its output matches. @returns how often it does, if the pattern is global. */
  async untilSaid(pattern: RegExp): Promise<RegExpMatchArray> {
    for (;;) {
      const found = this.#output.match(pattern);
      if (found !== null) return found;
      if (this.#child.exitCode !== null) throw new Error(`it ended: ${this.#output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#port.close();
    if (this.#child.exitCode !== null) return;
    this.#child.kill("SIGKILL");
    await once(this.#child, "close");
  }
}
