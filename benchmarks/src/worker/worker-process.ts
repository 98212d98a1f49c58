import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { ContenderName } from "../contenders/contender.ts";
import type { Round, RoundLimits } from "../measure/round.ts";
import type { Queries } from "../memory/queries.ts";
import type { SoakMinute } from "../soak/minute.ts";
import type { Reply, Request } from "./protocol.ts";

const workerFile = fileURLToPath(new URL("worker.ts", import.meta.url));

/** A contender in a child process, as the run uses it. */
export class WorkerProcess implements AsyncDisposable {
  readonly name: ContenderName;
  readonly #child: ChildProcess;

  /** @param compiled is a folder where processes leave the compiled code for the next ones. */
  constructor(name: ContenderName, compiled?: string) {
    this.name = name;
    this.#child = fork(workerFile, {
      execArgv: ["--conditions=@handsfree/source"],
      ...(compiled === undefined ? {} : { env: { ...process.env, NODE_COMPILE_CACHE: compiled } }),
    });
  }

  async open(options: Omit<Request & { kind: "open" }, "kind" | "contender">): Promise<void> {
    await this.#ask({ kind: "open", contender: this.name, ...options });
  }

  async start(workload: string): Promise<void> {
    await this.#ask({ kind: "start", workload });
  }

  async round(limits: RoundLimits): Promise<Round> {
    return (await this.#ask({ kind: "round", limits })) as Round;
  }

  async verify(): Promise<string[]> {
    return (await this.#ask({ kind: "verify" })) as string[];
  }

  async queries(queries: number): Promise<Queries> {
    return (await this.#ask({ kind: "queries", queries })) as Queries;
  }

  async soak(minutes: number): Promise<SoakMinute[]> {
    return (await this.#ask({ kind: "soak", minutes })) as SoakMinute[];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, "exit");
    await this.#ask({ kind: "close" }).catch(() => this.#child.kill("SIGTERM"));
    await exited;
  }

  async #ask(request: Request): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const ended = (code: number | null, signal: string | null): void =>
      reject(new Error(`the process of ${this.name} ended (${signal ?? code})`));
    this.#child.once("message", resolve).once("exit", ended);
    try {
      this.#child.send(request, (error) => {
        if (error) reject(error);
      });
      const reply = await promise;
      if ("error" in reply) throw new Error(reply.error);
      return reply.value;
    } finally {
      this.#child.off("message", resolve).off("exit", ended);
    }
  }
}
