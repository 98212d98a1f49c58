import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient, type HandsFreeClient } from "@handsfree/client";
import {
  keepSecrets,
  type ServerProcess,
  startServerProcess,
  temporaryDirectory,
  temporaryPostgres,
} from "@handsfree/testkit";
import { inject } from "vitest";

const entry = fileURLToPath(new URL("../../../../apps/server/src/main.ts", import.meta.url));

/** A HandsFree server in its own process, on the engine of the run, with a person who proposes and decides. */
export class HandsFree implements AsyncDisposable {
  readonly folder: string;
  readonly key: string;
  readonly client: HandsFreeClient;
  readonly #env: Record<string, string>;
  readonly #stack: AsyncDisposableStack;
  #server: ServerProcess;
  #policies: number | null = null;

  private constructor(
    folder: string,
    key: string,
    env: Record<string, string>,
    server: ServerProcess,
    stack: AsyncDisposableStack,
  ) {
    this.folder = folder;
    this.key = key;
    this.client = createClient({ url: server.url, key, retries: 1000, retryWithin: 600_000 });
    this.#env = env;
    this.#server = server;
    this.#stack = stack;
  }

  static async start(): Promise<HandsFree> {
    const stack = new AsyncDisposableStack();
    const { path } = stack.use(await temporaryDirectory());
    const common = {
      ADMIN_KEY_FILE: join(path, "x.admin-key"),
      OPEN_ACTION_LIMIT: "1000",
      RATE_LIMIT_PER_KEY: "0",
      RATE_LIMIT_PER_ADDRESS: "0",
    };
    const env: Record<string, string> =
      inject("engine") === "postgres"
        ? { ...common, DATABASE_URL: stack.use(await temporaryPostgres()).url }
        : { ...common, DUCKDB_PATH: join(path, "handsfree.db") };
    const server = await startServerProcess(entry, env);
    const file = (await readdir(path)).find((name) => name.endsWith(".admin-key")) ?? "no key";
    const key = (await readFile(join(path, file), "utf8")).trim();
    await keepSecrets([key]);
    return new HandsFree(path, key, { ...env, PORT: new URL(server.url).port }, server, stack);
  }

  get url(): string {
    return this.#server.url;
  }

  /** Replaces the policies. @param lines those of the list. */
  async setPolicies(...lines: readonly string[]): Promise<void> {
    const text = ["version: 1", "policies:", ...lines.map((line) => `  - ${line}`)].join("\n");
    const body = { text: `${text}\n`, based_on: this.#policies };
    const { version } = await this.client.request("PUT /v1/policies", { body });
    this.#policies = version;
  }

  /** Waits until an action of the type waits for people. */
  async question(type: string): Promise<{ readonly id: string; readonly payload_digest: string }> {
    for (;;) {
      const { items } = await this.client.pendingActions.list({ action_type: type }).page();
      const [first] = items;
      if (first !== undefined) return first;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async kill(): Promise<void> {
    await this.#server.stop("SIGKILL");
  }

  async startAgain(): Promise<void> {
    this.#server = await startServerProcess(entry, this.#env);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop("SIGKILL");
    await this.#stack.disposeAsync();
  }
}
