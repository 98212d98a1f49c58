import { createHash, randomBytes, randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { signGithubPayload } from "@handsfree/repositories/webhooks";
import { bearer } from "../callers.ts";
import { type Answer, type Call, Connections } from "./connections.ts";

export const webhookSecret = "the-webhook-secret";

/** What the server said it had stored. */
export interface Acknowledged {
  /** The SHA-256 of the body of each delivery, by the id of its event. */
  readonly deliveries: Map<string, string>;
  readonly proposals: Set<string>;
  readonly decisions: Set<string>;
  readonly logs: Set<string>;
}

export type Kind = "receive" | "propose" | "decide" | "log";

interface Options {
  /** One for each connection. */
  readonly keys: readonly string[];
  /** The size of the noise in each delivery, in bytes. */
  readonly noise: number;
}

/** How long a writer waits after a refusal, in milliseconds. */
const pause = 100;

/** Connections that deliver, propose, decide and record, one after the other on each, until they are stopped. */
export class Writers {
  readonly acknowledged: Acknowledged = {
    deliveries: new Map(),
    proposals: new Set(),
    decisions: new Set(),
    logs: new Set(),
  };
  /** How long each write took that succeeded, in milliseconds. */
  readonly times: Readonly<Record<Kind, number[]>> = {
    receive: [],
    propose: [],
    decide: [],
    log: [],
  };
  /** How often each other answer came, such as `decide 503 database_unavailable`. */
  readonly refusals = new Map<string, number>();
  readonly #options: Options;
  readonly #stopped = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Forgets the times so far, such as those in which the server's code was not compiled yet. */
  forgetTimes(): void {
    for (const times of Object.values(this.times)) times.length = 0;
  }

  /** The number of writes that the server has acknowledged. */
  get count(): number {
    const { deliveries, proposals, decisions, logs } = this.acknowledged;
    return deliveries.size + proposals.size + decisions.size + logs.size;
  }

  start(url: string): void {
    const { keys } = this.#options;
    const connections = new Connections(url, keys.length);
    this.#running = Promise.all(
      keys.map(async (key) => {
        while (!this.#stopped.signal.aborted) await this.#round(connections, key);
      }),
    ).finally(() => connections[Symbol.dispose]());
  }

  /** Resolves when no write is under way. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  async #round(connections: Connections, key: string): Promise<void> {
    const post = async (kind: Kind, status: number, call: Call): Promise<Answer["body"]> => {
      const began = performance.now();
      const headers = { "content-type": "application/json", ...bearer(key), ...call.headers };
      const answer = await connections.send({ ...call, headers });
      if (answer.status !== status) {
        throw new Error(`${kind} ${answer.status} ${String(answer.body["code"])}`);
      }
      this.times[kind].push(performance.now() - began);
      return answer.body;
    };
    try {
      const { deliveries, proposals, decisions, logs } = this.acknowledged;
      const body = JSON.stringify({ noise: randomBytes(this.#options.noise / 2).toString("hex") });
      const event = await post("receive", 202, {
        path: "/v1/webhooks/github",
        headers: {
          "x-github-event": "push",
          "x-github-delivery": randomUUID(),
          "x-hub-signature-256": signGithubPayload(webhookSecret, body),
        },
        body,
      });
      deliveries.set(String(event["event_id"]), createHash("sha256").update(body).digest("hex"));

      const action = await post("propose", 201, { path: "/v1/pending-actions", body: proposal });
      proposals.add(String(action["id"]));

      await post("decide", 200, {
        path: "/v1/pending-actions/confirm",
        body: JSON.stringify({ token: action["token"] }),
      });
      decisions.add(String(action["id"]));

      const log = await post("log", 201, {
        path: "/v1/action-logs",
        headers: { "idempotency-key": randomUUID() },
        body: '{"action_type":"merge_pr","ok":true,"target":"octo/repo#12","result":{"merged":true}}',
      });
      logs.add(String(log["id"]));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const what = "code" in error ? String(error.code) : error.message;
      this.refusals.set(what, (this.refusals.get(what) ?? 0) + 1);
      await wait(pause, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
    }
  }
}

/** What a writer proposes. */
export const proposal =
  '{"summary":"Merge #12","action_type":"merge_pr","action_payload":{"pr":12}}';
