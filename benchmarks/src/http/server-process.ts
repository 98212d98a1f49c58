import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../free-port.ts";
import { readProcess } from "./read-process.ts";

const startTime = 120_000;
/** The longest that the end of background work is waited for. */
const longestRest = 3000;
/** A server that uses less than this share of a processor has nothing to do. */
const resting = 0.15;

/** The arguments of Node for each program. */
const programs = {
  handsfree: [
    "--max-semi-space-size=16",
    fileURLToPath(new URL("../../../apps/server/src/main.ts", import.meta.url)),
  ],
  bare: [fileURLToPath(new URL("bare-server.ts", import.meta.url))],
};

/** A server in its own process, as `pnpm start` runs it, except that it is not built first. Its log is a file. */
export class ServerProcess implements AsyncDisposable {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(port: number, child: ChildProcess) {
    this.port = port;
    this.#child = child;
  }

  static async start(
    program: keyof typeof programs,
    directory: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<ServerProcess> {
    const port = await freePort();
    const log = openSync(join(directory, `${program}.log`), "a");
    const child = spawn(
      process.execPath,
      ["--conditions=@handsfree/source", ...programs[program]],
      {
        env: { PATH: process.env["PATH"], PORT: String(port), ...env },
        stdio: ["ignore", log, log],
      },
    );
    const server = new ServerProcess(port, child);
    await server.#listening();
    return server;
  }

  /** The memory and the processor time so far. Undefined where the system does not tell. */
  read(): ReturnType<typeof readProcess> {
    return readProcess(this.#child.pid ?? 0);
  }

  /** Waits until it has nothing to do, so that work which it put off is not counted for the next route. */
  async rest(): Promise<void> {
    const period = 100;
    for (let waited = 0; waited < longestRest; waited += period) {
      const before = this.read()?.processorTime ?? 0;
      await setTimeout(period);
      if ((this.read()?.processorTime ?? 0) - before < resting * period * 1000) return;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    await ended;
  }

  async #listening(): Promise<void> {
    const deadline = performance.now() + startTime;
    for (;;) {
      const socket = connect(this.port, "127.0.0.1");
      const outcome = await Promise.race([
        once(socket, "connect").then(() => true),
        once(socket, "close").then(() => false),
      ]).catch(() => false);
      socket.destroy();
      if (outcome) return;
      if (this.#child.exitCode !== null || performance.now() > deadline) {
        throw new Error("the server does not listen; its log is in the folder of the run");
      }
      await setTimeout(50);
    }
  }
}
