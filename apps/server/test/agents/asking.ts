import { askForCall, type AskOptions, type Permission, type ToolCall } from "@handsfree/agents";
import { createClient, type HandsFreeClient } from "@handsfree/client";
import type { AccessScope } from "@handsfree/schema";
import { stranger, TestApi, userId } from "../api.ts";
import { keyOfService, keyOfUser } from "../callers.ts";

/** The fates of a request on its way. */
export type Fate = "passes" | "request lost" | "answer lost" | "cut off before";

const agentScopes: readonly AccessScope[] = ["actions:propose", "actions:execute"];

/** A server, a person who decides, and agents who ask. */
export class Asking implements AsyncDisposable {
  readonly api: TestApi;
  readonly url: string;
  readonly person: HandsFreeClient;
  /** The requests of agents that reached the server. */
  readonly passed: string[] = [];
  /** Decides what becomes of the requests of agents, by their method and path. */
  fate: (request: string) => Fate = () => "passes";

  private constructor(api: TestApi, url: string, person: HandsFreeClient) {
    this.api = api;
    this.url = url;
    this.person = person;
  }

  static async start(): Promise<Asking> {
    const api = await TestApi.start();
    const url = await api.app.listen({ port: 0, host: "127.0.0.1" });
    return new Asking(api, url, createClient({ url, key: await api.keyOf(userId) }));
  }

  /** The client of an agent, which by default does not send a failed request again. */
  async agent({
    scopes = agentScopes,
    retries = 0,
  }: {
    readonly scopes?: readonly AccessScope[];
    readonly retries?: number;
  } = {}): Promise<HandsFreeClient> {
    const name = `agent ${crypto.randomUUID()}`;
    const key = await keyOfService(this.api.db, { name, scopes, actsFor: [userId] });
    return createClient({
      url: this.url,
      key,
      onBehalfOf: userId,
      retries,
      fetch: (input, init) => this.#send(new Request(input, init)),
    });
  }

  /** Approves what waits, as soon as there is so much. */
  async approve(count = 1): Promise<void> {
    for (const { id, payload_digest } of await this.waiting(count)) {
      await this.person.pendingActions.approve(id, { payload_digest });
    }
  }

  async reject(reason?: string): Promise<void> {
    for (const { id, payload_digest } of await this.waiting(1)) {
      await this.person.pendingActions.reject(id, { payload_digest, ...(reason && { reason }) });
    }
  }

  /** The actions that wait, as soon as there are so many. */
  async waiting(count: number) {
    for (;;) {
      const { items } = await this.person.pendingActions.list().page();
      if (items.length >= count) return items;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Stores the one policy by which the server decides about deployments. */
  async setPolicy(effect: string): Promise<void> {
    const { db } = this.api;
    const admin = createClient({ url: this.url, key: await keyOfUser(db, stranger, ["admin"]) });
    const text = `version: 1\npolicies:\n  - { name: p, match: { types: [deploy] }, ${effect} }\n`;
    await admin.request("PUT /v1/policies", { body: { text, based_on: null } });
  }

  async #send(request: Request): Promise<Response> {
    const name = `${request.method} ${new URL(request.url).pathname}`;
    const fate = this.fate(name);
    if (fate === "request lost") throw new TypeError("fetch failed");
    if (fate === "cut off before") return cutOff();
    const response = await fetch(request);
    this.passed.push(name);
    if (fate === "passes") return response;
    await response.arrayBuffer();
    throw new TypeError("fetch failed");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.api[Symbol.asyncDispose]();
  }
}

/** What a server answers where another one was killed after it had reserved the key of the request. */
function cutOff(): Response {
  const code = "outcome_unknown";
  const problem = { type: `/problems/${code}`, title: "Conflict", status: 409, code };
  const headers = { "content-type": "application/problem+json" };
  return Response.json(problem, { status: 409, headers });
}

/** A call that deploys. */
export const deploy: ToolCall = {
  scope: "deploy-bot",
  actionType: "deploy",
  arguments: { service: "shop", version: "4.2.0" },
  summary: "Deploy shop 4.2.0",
};

/** Asks for a call, by default for one that deploys. */
export function ask(
  client: HandsFreeClient,
  call: Partial<ToolCall> = {},
  options: Partial<AskOptions> = {},
): Promise<Permission> {
  return askForCall(client, { ...deploy, ...call }, { worker: "deploy-bot", ...options });
}
