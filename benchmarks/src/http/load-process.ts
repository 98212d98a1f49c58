import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { HttpRound } from "./load.ts";
import type { LoadRequest } from "./load-program.ts";

const program = fileURLToPath(new URL("load-program.ts", import.meta.url));

/** The process that sends the load. */
export class LoadProcess implements AsyncDisposable {
  readonly #child: ChildProcess;

  /** @param ownerKeys the file with the keys of the owners. */
  constructor(ownerKeys: string) {
    const execArgv = ["--conditions=@handsfree/source"];
    this.#child = fork(program, [ownerKeys], { execArgv });
  }

  async send(request: LoadRequest): Promise<HttpRound> {
    this.#child.send(request);
    const [reply] = (await once(this.#child, "message")) as [HttpRound | { error: string }];
    if ("error" in reply) throw new Error(reply.error);
    return reply;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.kill();
    await ended;
  }
}
