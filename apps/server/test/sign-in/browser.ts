import type { LightMyRequestResponse } from "fastify";
import { createUser, type NewUser } from "@handsfree/repositories/identity";
import { createSignInLink } from "@handsfree/repositories/sessions";
import { safeError, safeRequest } from "../../src/safe-log.ts";
import type { Services } from "../../src/services.ts";
import { TestApi } from "../api.ts";
import { checkAnswer } from "../check-answer.ts";

/** What a browser sends along with a request. */
export interface Sent {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The API with its log, as browsers meet it. */
export class SignInWorld implements AsyncDisposable {
  readonly api: TestApi;
  readonly log: readonly string[];

  private constructor(api: TestApi, log: readonly string[]) {
    this.api = api;
    this.log = log;
  }

  static async start(services: Partial<Services> = {}): Promise<SignInWorld> {
    const log: string[] = [];
    const stream = { write: (line: string) => void log.push(line) };
    const serializers = { err: safeError, req: safeRequest };
    const api = await TestApi.start(services, { level: "info", serializers, stream });
    return new SignInWorld(api, log);
  }

  async user(input: NewUser = {}): Promise<string> {
    const created = await createUser(this.api.db, input, this.api.clock);
    if (created.outcome !== "created") throw new Error(created.outcome);
    return created.user.id;
  }

  async code(userId: string): Promise<string> {
    const link = await createSignInLink(this.api.db, { userId }, this.api.clock);
    if (link.outcome !== "created") throw new Error(link.outcome);
    return link.code;
  }

  /** A browser in which the person has signed in. */
  async signedIn(userId: string): Promise<Browser> {
    const browser = new Browser(this);
    const response = await browser.send("/v1/sessions", {
      body: { code: await this.code(userId) },
    });
    if (response.statusCode !== 201) throw new Error(response.body);
    browser.csrfToken = response.json<{ csrf_token: string }>().csrf_token;
    return browser;
  }

  /** The warnings of the log about refusals. */
  refusals(): Record<string, unknown>[] {
    return this.log
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => /refused/.test(String(msg)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.api[Symbol.asyncDispose]();
  }
}

/** A browser, which keeps cookies. */
export class Browser {
  readonly cookies = new Map<string, string>();
  /** The token that its page sends; undefined for none. */
  csrfToken: string | undefined;
  readonly #world: SignInWorld;

  constructor(world: SignInWorld) {
    this.#world = world;
  }

  async send(
    url: string,
    { method, body, headers = {} }: Sent = {},
  ): Promise<LightMyRequestResponse> {
    const verb = method ?? (body === undefined ? "GET" : "POST");
    const response = await this.#world.api.app.inject({
      method: verb,
      url,
      headers: {
        ...(this.cookies.size > 0 && {
          cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        }),
        ...(this.csrfToken !== undefined && { "x-csrf-token": this.csrfToken }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
    });
    checkAnswer(verb, url, response);
    for (const { name, value, maxAge } of response.cookies) {
      if (maxAge === 0 || value === "") this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }
}

/** How many of the answers have each status. */
export function tally(answers: readonly LightMyRequestResponse[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { statusCode } of answers) counts[statusCode] = (counts[statusCode] ?? 0) + 1;
  return counts;
}
