import { setTimeout as delay } from "node:timers/promises";
import { githubSource, signGithubPayload } from "@handsfree/repositories/webhooks";
import { accessScopeNames } from "@handsfree/schema";
import type { InjectOptions } from "fastify";
import { TestApi, webhookSecret } from "../api.ts";
import { bearer, keyOfService, keyOfUser, sessionOf } from "../callers.ts";
import { checkAnswer } from "../check-answer.ts";
import { admin, type Caller, callers, type DrawnRequest, person } from "./requests.ts";
import { Remembered } from "./values.ts";

type Headers = Readonly<Record<string, string>>;

/** How many values are remembered under a name. */
const remembers = 40;
/** How long an answer may take, in milliseconds; a test machine can be slow. */
const patience = 60_000;

/** Codes of a 503 that says that the server limits itself, and of none that says that it fails. */
const limiting = new Set(["overloaded", "too_many_exports", "too_many_waits", "too_many_streams"]);

/** What an answer must not tell: where code is, what runs in the database, or what went wrong there. */
const inner = [
  /\n\s+at .*:\d+:\d+/,
  /node_modules/,
  /\bfile:\/\//,
  /[/\\](?:src|dist)[/\\][\w./\\-]+\.[jt]s/,
  /\b(?:TypeError|ReferenceError|RangeError|SyntaxError)\b/,
  /\b(?:Binder|Catalog|Constraint|Conversion|Parser|Transaction|Invalid Input) Error:/,
  /\bselect "?\w+"?.* from "/i,
];

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, number | string | string[] | undefined>>;
  readonly body: string;
}

/** A server whose answers are compared with openapi.json. It remembers what they hold. */
export class FuzzedServer implements AsyncDisposable {
  /** The first fault of each operation and status. */
  readonly faults = new Map<string, string>();
  readonly #api: TestApi;
  readonly #memory = new Map<string, unknown[]>();
  readonly #known = new Map<Caller, Headers>();
  /** How often the callers got new credentials. */
  #generation = 0;
  #isLockedOut = false;

  private constructor(api: TestApi) {
    this.#api = api;
  }

  static async start(): Promise<FuzzedServer> {
    const webhookSources = [githubSource({ secrets: [webhookSecret] })];
    const server = new FuzzedServer(await TestApi.start({ webhookSources, openActionLimit: 1e6 }));
    await server.#renewCallers();
    return server;
  }

  /** Gives callers new credentials where requests took their keys, their sessions or their users away. */
  async admitCallers(): Promise<void> {
    if (this.#isLockedOut) await this.#renewCallers();
  }

  async #renewCallers(): Promise<void> {
    this.#isLockedOut = false;
    this.#generation++;
    const { db, clock } = this.#api;
    await db
      .updateTable("users")
      .set({ role: "admin", disabled_at: null })
      .where("id", "in", [admin, person])
      .execute();
    this.#known.set("admin", bearer(await keyOfUser(db, admin, accessScopeNames)));
    this.#known.set("person", bearer(await keyOfUser(db, person)));
    const scopes = accessScopeNames.filter((scope) => scope !== "actions:decide");
    const name = `service ${this.#generation}`;
    const service = await keyOfService(db, { name, scopes, actsFor: [admin, person] });
    this.#known.set("service", { ...bearer(service), "on-behalf-of": person });
    // A user can have a few open links alone, which requests have used up.
    await db.deleteFrom("sign_in_links").execute();
    this.#known.set("session", await sessionOf(db, admin, clock));
    this.#known.set("forger", bearer("hf_user_wrong"));
  }

  /** Sends a request, and keeps a fault of its answer: what is not as described, or tells what it must not. */
  async send(drawn: DrawnRequest): Promise<number> {
    const { method, caller, operation } = drawn;
    const { url, headers, payload } = this.#render(drawn);
    const answer = await this.#answerOf({
      method,
      url,
      headers: { ...this.#known.get(caller), ...headers },
      ...(payload !== undefined && { payload }),
      // An address with wrong keys has to wait, and must not stop the others.
      remoteAddress: `127.${callers.indexOf(caller)}.${this.#generation >> 8}.${this.#generation & 255}`,
    });
    const isKnown = caller !== "nobody" && caller !== "forger";
    this.#isLockedOut ||= isKnown && answer.body.includes('"invalid_credentials"');
    const fault = this.#faultOf(method, url, answer);
    if (fault !== undefined) {
      const kind = `${method} ${operation.operationId} ${answer.statusCode}`;
      const request = `${url} of ${caller} with ${JSON.stringify(headers)} and ${payload?.slice(0, 1000)}`;
      const told = `${fault}: ${request} is answered ${answer.body.slice(0, 1000)}`;
      if (!this.faults.has(kind)) this.faults.set(kind, told);
    }
    const isJson = String(answer.headers["content-type"]).startsWith("application/json;");
    if (answer.statusCode < 300 && isJson) this.#remember(drawn.path, answer.body);
    return answer.statusCode;
  }

  #faultOf(method: string, url: string, answer: Answer): string | undefined {
    const { statusCode, body, headers } = answer;
    try {
      // An answer to HEAD has the headers of the answer to GET, and no body.
      if (method !== "HEAD") checkAnswer(method, url, answer);
    } catch (error) {
      return (error as Error).message;
    }
    const { code } = isProblem(answer) ? (JSON.parse(body) as { code?: string }) : {};
    const isLimit = statusCode === 503 && limiting.has(code ?? "");
    if (statusCode >= 500 && !isLimit) return "the server failed";
    // What a record holds came from a request; a refusal is all the server's own.
    const own = statusCode < 400 ? JSON.stringify(headers) : JSON.stringify(headers) + body;
    const told = inner.find((pattern) => pattern.test(own));
    return told && `the answer tells ${String(told)}`;
  }

  /** A stream of events never ends, so its head is the answer. */
  async #answerOf(request: InjectOptions): Promise<Answer> {
    const response = await within(this.#api.app.inject({ ...request, payloadAsStream: true }));
    const { statusCode, headers } = response;
    const stream = response.stream();
    if (String(headers["content-type"]).startsWith("text/event-stream")) {
      stream.on("error", () => undefined).destroy();
      return { statusCode, headers, body: "" };
    }
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
    } catch (error) {
      // An export ends in its middle if its caller signs out or is disabled meanwhile.
      if (!String(headers["content-type"]).startsWith("application/jsonl")) throw error;
    }
    return { statusCode, headers, body: Buffer.concat(chunks).toString() };
  }

  #render({ operation, path, pathValues, query, headers, body, isSigned }: DrawnRequest) {
    const put = (value: unknown): unknown => this.#recall(value);
    const segments = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(wellFormed(String(put(pathValues[name])))),
    );
    const search = query.map(([name, value]) =>
      [name, put(value)].map((part) => encodeURIComponent(wellFormed(String(part)))).join("="),
    );
    const payload =
      body === undefined ? undefined : "text" in body ? body.text : JSON.stringify(put(body.value));
    const given: Record<string, string> = {
      ...(payload !== undefined && { "content-type": "application/json" }),
    };
    for (const [name, value] of Object.entries(headers)) given[name] = headerText(put(value));
    if (operation.operationId === "receiveWebhook" && isSigned) {
      given["x-hub-signature-256"] = signGithubPayload(webhookSecret, payload ?? "");
    }
    const url = search.length === 0 ? segments : `${segments}?${search.join("&")}`;
    return { url, headers: given, payload };
  }

  #recall(value: unknown): unknown {
    if (value instanceof Remembered) {
      const values = this.#memory.get(value.name) ?? [];
      return values.length === 0
        ? this.#recall(value.otherwise)
        : values[value.index % values.length];
    }
    if (Array.isArray(value)) return value.map((item) => this.#recall(item));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, this.#recall(member)]),
    );
  }

  /** Keeps the texts and numbers of an answer by the names of their members, and ids by that of the collection. */
  #remember(path: string, body: string): void {
    if (body === "" || body.length > 200_000) return;
    const collection = /\/v1\/([\w-]+)/.exec(path)?.[1] ?? "";
    const keep = (name: string, value: unknown): void => {
      this.#memory.set(name, [...(this.#memory.get(name) ?? []), value].slice(-remembers));
    };
    const visit = (value: unknown, name: string): void => {
      if (Array.isArray(value)) for (const item of value) visit(item, name);
      else if (typeof value === "object" && value !== null) {
        for (const [member, inside] of Object.entries(value)) visit(inside, member);
      } else if (name !== "" && value !== null) {
        for (const known of namesOf(name, collection)) keep(known, value);
      }
    };
    visit(JSON.parse(body), "");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#api[Symbol.asyncDispose]();
  }
}

/** The names under which other requests ask for a member of an answer. */
function namesOf(member: string, collection: string): readonly string[] {
  const singular = collection.replaceAll("-", "_").replace(/s$/, "");
  switch (member) {
    case "id":
    case "event_id":
      return [collection, `${singular}_id`];
    case "token":
      return ["token", "lease_token"];
    case "next_cursor":
      return ["cursor"];
    default:
      return [member];
  }
}

function isProblem({ headers, body }: Answer): boolean {
  return String(headers["content-type"]).startsWith("application/problem+json") && body !== "";
}

async function within<T>(answer: Promise<T>): Promise<T> {
  const late = new AbortController();
  const timeout = delay(patience, undefined, { signal: late.signal }).then(
    () => {
      throw new Error(`there is no answer within ${patience / 1000} s`);
    },
    () => answer,
  );
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    late.abort();
  }
}

/** A URL cannot have half of a pair. */
function wellFormed(text: string): string {
  return text.toWellFormed();
}

/** What Node lets a client send as a header. */
function headerText(value: unknown): string {
  return String(value).replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, "");
}
