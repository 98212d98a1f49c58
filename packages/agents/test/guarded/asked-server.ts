import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient, type HandsFreeClient } from "@handsfree/client";
import { startServerProcess, temporaryDirectory } from "@handsfree/testkit";

const entry = fileURLToPath(new URL("../../../../apps/server/src/main.ts", import.meta.url));

type Waiting = Awaited<ReturnType<ReturnType<HandsFreeClient["pendingActions"]["list"]>["page"]>>;

/** A server in its own process, and a person who decides what an agent of theirs asks. */
export class AskedServer implements AsyncDisposable {
  readonly client: HandsFreeClient;
  readonly #stop: () => Promise<void>;

  private constructor(client: HandsFreeClient, stop: () => Promise<void>) {
    this.client = client;
    this.#stop = stop;
  }

  static async start(): Promise<AskedServer> {
    const directory = await temporaryDirectory();
    const keyFile = join(directory.path, "admin-key");
    const server = await startServerProcess(entry, {
      DUCKDB_PATH: join(directory.path, "handsfree.db"),
      ADMIN_KEY_FILE: keyFile,
    });
    const key = (await readFile(keyFile, "utf8")).trim();
    return new AskedServer(createClient({ url: server.url, key }), async () => {
      await server[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    });
  }

  /** The actions that wait, as soon as there are so many. */
  async waiting(count: number): Promise<Waiting["items"]> {
    for (;;) {
      const { items } = await this.client.pendingActions.list().page();
      if (items.length >= count) return items;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async approve(count = 1): Promise<void> {
    for (const { id, payload_digest } of await this.waiting(count)) {
      await this.client.pendingActions.approve(id, { payload_digest });
    }
  }

  async reject(reason: string): Promise<void> {
    for (const { id, payload_digest } of await this.waiting(1)) {
      await this.client.pendingActions.reject(id, { payload_digest, reason });
    }
  }

  /** The states of the actions of a type, the newest first. */
  async states(action_type: string): Promise<string[]> {
    const states: string[] = [];
    for await (const { state } of this.client.pendingActions.list({ action_type, state: "all" })) {
      states.push(state);
    }
    return states;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
  }
}
