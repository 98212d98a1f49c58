import type { CallerJson } from "@handsfree/wire/identity";
import type { Settings } from "./options.ts";
import type { Pace } from "./pace.ts";
import { HandsFreeProblem } from "./problem.ts";
import { readAnswer } from "./read-answer.ts";
import { TimeLimit } from "./time-limit.ts";

/** One attempt of a call. */
export interface Attempt {
  readonly method: string;
  /** The path behind the URL of the server, with the query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}
interface TimedAttempt extends Attempt {
  /** In milliseconds. */
  readonly timeout: number;
}

/** Sends single attempts to one server, with what proves who the caller is. */
export class Connection {
  readonly #settings: Settings;
  readonly #pace: Pace;
  #csrfToken: Promise<string | undefined> | undefined;

  constructor(settings: Settings, pace: Pace) {
    this.#settings = settings;
    this.#pace = pace;
  }

  /**
   * Sends an attempt and reads its answer.
   *
   * @throws {HandsFreeProblem} if the server refuses.
   * @throws {HandsFreeConnectionError} if there is no answer.
   */
  async answer({ timeout, ...attempt }: TimedAttempt): Promise<unknown> {
    const credentials = await this.#credentials(attempt);
    const limit = new TimeLimit(timeout, attempt.signal);
    try {
      return await limit.run(async () => {
        const response = await this.#send(attempt, credentials, limit.signal);
        return await readAnswer(response, this.#settings, this.#pace.now());
      });
    } finally {
      limit.end();
    }
  }

  /** Sends an attempt whose answer is read by the caller, under the caller's limit. */
  async open(attempt: Attempt, limit: TimeLimit): Promise<Response> {
    const credentials = await this.#credentials(attempt);
    return await limit.run(() => this.#send(attempt, credentials, limit.signal));
  }

  /** Forgets the token of a session that has ended, so that the next change asks for another one. */
  forgetSession(): void {
    this.#csrfToken = undefined;
  }

  #send(
    { method, target, headers, body }: Attempt,
    credentials: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Response> {
    const { key, url, fetch } = this.#settings;
    return fetch(url + target, {
      method,
      headers: { ...headers, ...credentials },
      signal,
      // The key must not follow to another server.
      redirect: "error",
      cache: "no-store",
      // A session and a key would be two callers.
      credentials: key === undefined ? "same-origin" : "omit",
      ...(body !== undefined && { body }),
    });
  }

  async #credentials({ method }: Attempt): Promise<Record<string, string>> {
    const { key } = this.#settings;
    if (key !== undefined) return { authorization: `Bearer ${key}` };
    if (method === "GET") return {};
    this.#csrfToken ??= this.#findCsrfToken();
    const token = await this.#csrfToken;
    // Who signs in has no token yet, and has one afterwards.
    if (token === undefined) this.forgetSession();
    return token === undefined ? {} : { "x-csrf-token": token };
  }

  /** Callers share it, so it has no signal of one of them. */
  async #findCsrfToken(): Promise<string | undefined> {
    const { timeout } = this.#settings;
    try {
      const me = await this.answer({ method: "GET", target: "/v1/me", headers: {}, timeout });
      return (me as CallerJson).csrf_token ?? undefined;
    } catch (error) {
      this.forgetSession();
      if (error instanceof HandsFreeProblem && error.status === 401) return undefined;
      throw error;
    }
  }
}
