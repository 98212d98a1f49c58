import { migrationsDirectory } from "@handsfree/migrations";
import { readMigrations } from "@handsfree/migrator";
import { signGithubPayload } from "@handsfree/repositories";
import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import type { Kysely } from "kysely";
import { buildApp } from "../src/app.ts";

export const userId = "019a2f6e-0000-7000-8000-000000000001";
export const stranger = "019a2f6e-0000-7000-8000-000000000002";
const webhookSecret = "a secret for tests";

/** The API in process, over a database of its own. */
export class TestApi implements AsyncDisposable {
  readonly db: Kysely<Database>;
  readonly clock: TestClock;
  readonly app: FastifyInstance;

  private constructor(db: Kysely<Database>, clock: TestClock, app: FastifyInstance) {
    this.db = db;
    this.clock = clock;
    this.app = app;
  }

  /** With the secret of these tests, unless another or none (undefined) is given. */
  static async start(
    { githubWebhookSecret }: { githubWebhookSecret: string | undefined } = {
      githubWebhookSecret: webhookSecret,
    },
  ): Promise<TestApi> {
    const db = await openTestDatabase();
    const clock = new TestClock();
    const migrations = await readMigrations(migrationsDirectory);
    return new TestApi(
      db,
      clock,
      await buildApp({ db, context: clock, migrations, githubWebhookSecret }),
    );
  }

  get(url: string, user: string | undefined = userId): Promise<LightMyRequestResponse> {
    return this.app.inject({ method: "GET", url, headers: { "x-user-id": user } });
  }

  /** A text is sent as it is. */
  post(
    url: string,
    body: object | string,
    user: string = userId,
    headers: Record<string, string> = {},
  ): Promise<LightMyRequestResponse> {
    return this.app.inject({
      method: "POST",
      url,
      headers: { "x-user-id": user, "content-type": "application/json", ...headers },
      payload: typeof body === "string" ? body : JSON.stringify(body),
    });
  }

  /** As GitHub delivers. A header that is undefined is left out. */
  deliver(
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
  }
}
