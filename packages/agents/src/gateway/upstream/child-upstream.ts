import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { readLines } from "../read-lines.ts";
import { type Receive, type Upstream, UpstreamError } from "./upstream.ts";

/** How long it may take to end after each way of asking for it, in milliseconds. */
const patience = 1500;

const hasGroups = process.platform !== "win32";

/** The size of a part of a line on standard error that is passed on at once, in bytes. */
const largestErrorLine = 64 * 1024;

/** An MCP server that is started as a child process, and speaks over standard input and output. */
export class ChildUpstream implements Upstream {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #command: string;
  readonly #stderr: NodeJS.WritableStream;
  readonly #ended: Promise<number>;

  /** @param stderr gets the child's standard error, line by line. */
  constructor(
    [command = "", ...args]: readonly string[],
    env: NodeJS.ProcessEnv,
    stderr: NodeJS.WritableStream,
  ) {
    this.#command = command;
    this.#stderr = stderr;
    // A group of its own, since npx and other starters of a server pass no signals on.
    this.#child = spawn(command, args, { env, stdio: "pipe", detached: hasGroups });
    this.#ended = this.#untilEnd();
    // run() rejects too.
    this.#ended.catch(() => undefined);
    // A process that has ended loses the messages that it was sent.
    this.#child.stdin.on("error", () => undefined);
  }

  async run(receive: Receive): Promise<number> {
    const { stdout, stderr } = this.#child;
    const errors = passLines(stderr, this.#stderr);
    for await (const line of readLines(stdout)) await receive(line);
    await errors;
    return this.#ended;
  }

  async ready(): Promise<void> {
    const { stdin } = this.#child;
    if (!stdin.writableNeedDrain) return;
    await Promise.race([once(stdin, "drain"), this.#ended]).catch(() => undefined);
  }

  async send(text: string): Promise<void> {
    const { stdin } = this.#child;
    if (!stdin.writable) throw new UpstreamError("the MCP server has ended");
    stdin.write(`${text}\n`);
  }

  async close(): Promise<void> {
    this.#child.stdin.end();
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      if (await this.#endsSoon()) return;
      this.#kill(signal);
    }
  }

  #kill(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (!hasGroups || pid === undefined) {
      this.#child.kill(signal);
      return;
    }
    try {
      process.kill(-pid, signal);
    } catch (error) {
      // All of the group have ended.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }

  async #untilEnd(): Promise<number> {
    try {
      const [code, signal] = (await once(this.#child, "close")) as [number | null, NodeJS.Signals];
      return code ?? 128 + constants.signals[signal];
    } catch (error) {
      const { code = "unknown" } = error as NodeJS.ErrnoException;
      throw new UpstreamError(
        `the command ${this.#command} cannot be started (${code}); give the command of an MCP server`,
      );
    }
  }

  async #endsSoon(): Promise<boolean> {
    const timer = Promise.withResolvers<boolean>();
    const timeout = setTimeout(() => timer.resolve(false), patience);
    const ended = this.#ended.then(
      () => true,
      () => true,
    );
    const isOver = await Promise.race([ended, timer.promise]);
    clearTimeout(timeout);
    return isOver;
  }
}

/** Passes lines on whole, so that lines of others do not come within them. */
async function passLines(from: AsyncIterable<Buffer>, to: NodeJS.WritableStream): Promise<void> {
  let rest = Buffer.alloc(0);
  for await (const chunk of from) {
    const whole = Buffer.concat([rest, chunk]);
    const end = whole.length > largestErrorLine ? whole.length : whole.lastIndexOf("\n") + 1;
    if (end > 0) to.write(whole.subarray(0, end));
    rest = whole.subarray(end);
  }
  if (rest.length > 0) to.write(`${rest.toString()}\n`);
}
