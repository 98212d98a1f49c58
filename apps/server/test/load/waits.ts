import { bearer } from "../callers.ts";
import { Connections } from "./connections.ts";
import { proposal } from "./writers.ts";

/** Long polls, each for an action that nobody decides for now. */
export class Waits {
  /** How many have heard that their action is confirmed. */
  confirmed = 0;
  /** Answers and errors besides decisions, and besides ends of the longest wait. */
  readonly failures: string[] = [];
  readonly #tokens: { readonly key: string; readonly token: string }[] = [];
  readonly #polls: Promise<void>[] = [];
  readonly #connections: Connections;

  private constructor(url: string, count: number) {
    this.#connections = new Connections(url, count);
  }

  /** Proposes so many actions with the keys in turn, and waits for each one. */
  static async start(url: string, keys: readonly string[], count: number): Promise<Waits> {
    const waits = new Waits(url, count);
    await Promise.all(
      Array.from({ length: count }, async (_, n) => {
        const key = keys[n % keys.length] ?? "";
        const headers = { ...bearer(key), "content-type": "application/json" };
        const call = { path: "/v1/pending-actions", headers, body: proposal };
        const { status, body } = await waits.#connections.send(call);
        if (status !== 201) throw new Error(`a proposal to wait for is ${status}`);
        waits.#tokens.push({ key, token: String(body["token"]) });
        waits.#polls.push(waits.#poll(key, String(body["id"])));
      }),
    );
    return waits;
  }

  /** Confirms all actions, over few connections, and resolves when all polls have ended. */
  async decide(url: string): Promise<void> {
    using connections = new Connections(url, 8);
    await Promise.all(
      this.#tokens.map(async ({ key, token }) => {
        const headers = { ...bearer(key), "content-type": "application/json" };
        const path = "/v1/pending-actions/confirm";
        const { status } = await connections.send({
          path,
          headers,
          body: JSON.stringify({ token }),
        });
        if (status !== 200) throw new Error(`a confirmation is ${status}`);
      }),
    );
    await this.ended();
  }

  /** Resolves when no poll is under way. A poll ends with a decision or a failure. */
  async ended(): Promise<void> {
    await Promise.all(this.#polls);
    this.#connections[Symbol.dispose]();
  }

  async #poll(key: string, id: string): Promise<void> {
    const path = `/v1/pending-actions/${id}/decision?wait_seconds=60`;
    for (;;) {
      const answer = await this.#connections
        .send({ method: "GET", path, headers: bearer(key) })
        .catch((error: NodeJS.ErrnoException) => ({ status: 0, body: { code: error.code } }));
      if (answer.status !== 200) {
        this.failures.push(`${answer.status} ${String(answer.body["code"])}`);
        return;
      }
      const outcome = (answer.body as { readonly outcome?: string }).outcome;
      if (outcome === "timed_out") continue;
      if (outcome === "confirmed") this.confirmed++;
      return;
    }
  }
}
