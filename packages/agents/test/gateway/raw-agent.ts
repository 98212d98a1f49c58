import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { type GatewayOptions, runGateway } from "../../src/entries/gateway.ts";
import { readLines } from "../../src/gateway/read-lines.ts";

/** A gateway in this process, and its agent, which sends and reads lines. */
export class RawAgent implements AsyncDisposable {
  readonly exitCode: Promise<number>;
  readonly stderr: Promise<string>;
  readonly stdin: PassThrough = new PassThrough();
  readonly #lines: AsyncGenerator<Buffer, undefined>;
  readonly #ending = new AbortController();

  constructor(options: Omit<GatewayOptions, "env" | "stdin" | "stdout" | "stderr">) {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const { stdin } = this;
    const { signal } = this.#ending;
    const env = { ...process.env, HANDSFREE_KEY: "not for the MCP server" };
    this.#lines = readLines(stdout);
    this.stderr = text(stderr);
    this.exitCode = runGateway({ signal, ...options, env, stdin, stdout, stderr }).finally(() => {
      stdout.end();
      stderr.end();
    });
    this.exitCode.catch(() => undefined);
  }

  /** Sends a line as it is. */
  send(line: string | Uint8Array): void {
    this.stdin.write(line);
    this.stdin.write("\n");
  }

  /** Sends a call of a tool with the text of its arguments. */
  call(id: number | string, tool: string, given = "{}", more = ""): void {
    const params = `{"name":"${tool}","arguments":${given}${more}}`;
    this.send(
      `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"method":"tools/call","params":${params}}`,
    );
  }

  /** The next line that the agent gets; undefined at the end. */
  async next(): Promise<string | undefined> {
    const { value } = await this.#lines.next();
    return value?.toString();
  }

  /** The next message, and the text of the result of a tool in short. */
  async answer(): Promise<unknown> {
    const message = JSON.parse((await this.next()) ?? "null") as {
      id?: unknown;
      result?: { content?: { text: string }[]; isError?: boolean };
    };
    const { id, result } = message;
    const said = result?.content?.[0]?.text;
    if (said === undefined) return message;
    return result?.isError === true ? { id, error: said } : { id, said };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.exitCode.catch(() => undefined);
  }
}
