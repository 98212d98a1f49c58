import { migrationsDirectory } from "@handsfree/migrations";
import { readMigrations } from "@handsfree/migrator";
import { githubSource, signGithubPayload } from "@handsfree/repositories/webhooks";
import type { AccessScope, Database } from "@handsfree/schema";
import { keepLog, keepSecrets, openTestDatabase, TestClock } from "@handsfree/testkit";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import type { Kysely } from "kysely";
import { buildApp } from "../src/app.ts";
import { bearer, keyOfUser } from "./callers.ts";
import { safeError, safeRequest } from "../src/safe-log.ts";
import { contentsOf, payloadTextsOf, secretsOf } from "./secrets-of.ts";
import { checkAnswer } from "./check-answer.ts";
import type { Services } from "../src/services.ts";

export const userId = "019a2f6e-0000-7000-8000-000000000001";
export const stranger = "019a2f6e-0000-7000-8000-000000000002";
export const webhookSecret = "a secret for tests";

/** The API in process, over a database of its own. */
export class TestApi implements AsyncDisposable {
  readonly db: Kysely<Database>;
  readonly clock: TestClock;
  readonly app: FastifyInstance;

  readonly #keys = new Map<string, Promise<string>>();
  readonly #log: readonly string[];

  private constructor(
    db: Kysely<Database>,
    clock: TestClock,
    app: FastifyInstance,
    log: readonly string[],
  ) {
    this.db = db;
    this.clock = clock;
    this.app = app;
    this.#log = log;
  }

  /**
   * GitHub delivers with the secret of these tests, unless the services say otherwise.
   *
   * @param logger default: all lines are kept, and searched for secrets at the end of the run.
   */
  static async start(
    services: Partial<Services> = {},
    logger?: Parameters<typeof buildApp>[1],
  ): Promise<TestApi> {
    const db = await openTestDatabase();
    const clock = new TestClock();
    const migrations = await readMigrations(migrationsDirectory);
    const webhookSources = [githubSource({ secrets: [webhookSecret] })];
    const log: string[] = [];
    const stream = { write: (line: string): void => void log.push(line) };
    const app = await buildApp(
      { db, context: clock, migrations, webhookSources, ...services },
      logger ?? { level: "trace", serializers: { err: safeError, req: safeRequest }, stream },
    );
    await keepSecrets([webhookSecret]);
    const api = new TestApi(db, clock, app, log);
    // Before a test counts statements, or breaks the database.
    await api.keyOf(userId);
    return api;
  }

  /** The key of a person, who is made at the first call. It has all scopes that do not reach the records of others. */
  keyOf(user: string): Promise<string> {
    const key = this.#keys.get(user) ?? keyOfUser(this.db, user);
    this.#keys.set(user, key);
    return key;
  }

  /** Gives a person a key with other scopes, for the calls that follow. */
  giveScopes(user: string, scopes: readonly AccessScope[]): void {
    this.#keys.set(user, keyOfUser(this.db, user, scopes));
  }

  /** Throws when the answer is not as openapi.json describes it. */
  async get(url: string, user: string = userId): Promise<LightMyRequestResponse> {
    const headers = bearer(await this.keyOf(user));
    const response = await this.app.inject({ method: "GET", url, headers });
    await keepSecrets(secretsOf(response));
    checkAnswer("GET", url, response);
    return response;
  }

  /** A text is sent as it is. Throws when the answer is not as openapi.json describes it. */
  post(
    url: string,
    body?: object | string,
    user: string = userId,
    headers: Record<string, string> = {},
  ): Promise<LightMyRequestResponse> {
    return this.send("POST", url, body, user, headers);
  }

  /** As `post`, with another method. */
  async send(
    method: "DELETE" | "GET" | "PATCH" | "POST" | "PUT",
    url: string,
    body?: object | string,
    user: string = userId,
    headers: Record<string, string> = {},
  ): Promise<LightMyRequestResponse> {
    const response = await this.app.inject({
      method,
      url,
      headers: {
        ...bearer(await this.keyOf(user)),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { payload: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    await keepSecrets([...contentsOf(body), ...secretsOf(response)]);
    checkAnswer(method, url, response);
    return response;
  }

  /** As GitHub delivers. A header that is undefined is left out. */
  async deliver(
    body: string | Buffer,
    headers: Record<string, string | undefined> = {},
  ): Promise<LightMyRequestResponse> {
    const all = {
      "content-type": "application/json",
      "x-github-event": "push",
      "x-github-delivery": "delivery-1",
      "x-hub-signature-256": signGithubPayload(webhookSecret, body),
      ...headers,
    };
    await keepSecrets(payloadTextsOf(body));
    const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    return this.app.inject({
      method: "POST",
      url: "/v1/webhooks/github",
      headers: sent,
      payload: body,
    });
  }

  async propose(actionPayload: unknown = { pr: 12 }, rest: object = {}): Promise<string> {
    const body = {
      summary: "Merge #12",
      action_type: "merge_pr",
      action_payload: actionPayload,
      ...rest,
    };
    const { token } = (await this.post("/v1/pending-actions", body)).json<{ token: string }>();
    return token;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.close();
    await this.db.destroy();
    await keepLog(this.#log.join(""));
  }
}
