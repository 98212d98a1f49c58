import { Connection } from "./connection.ts";
import { type CallOptions, readHeader, readNumber, type Settings } from "./options.ts";
import type { Pace } from "./pace.ts";
import { HandsFreeProblem } from "./problem.ts";
import { pauseAfter, repetitionOf } from "./retry.ts";
import { WakeUps } from "./wake-ups.ts";

/** A value of a query. */
type QueryValue = string | number | boolean | readonly (string | number)[] | null | undefined;

/** The arguments of a call, without the types of its route. */
export interface AnyRequest extends CallOptions {
  readonly path?: Readonly<Record<string, string | number>> | undefined;
  readonly query?: Readonly<Record<string, QueryValue>> | undefined;
  readonly body?: unknown;
}

/** Calls routes, and sends a request again where that is safe. */
export class Requester {
  readonly connection: Connection;
  readonly wakeUps: WakeUps = new WakeUps();
  readonly #settings: Settings;
  readonly #pace: Pace;

  constructor(settings: Settings, pace: Pace) {
    this.#settings = settings;
    this.#pace = pace;
    this.connection = new Connection(settings, pace);
  }

  async call(route: string, request: AnyRequest = {}, again = true): Promise<unknown> {
    const [method = "", path = ""] = route.split(" ");
    const { retries, retryWithin, timeout } = this.#settings;
    const givenKey = readHeader("idempotencyKey", request.idempotencyKey);
    const repetition = givenKey === undefined ? repetitionOf(method, path) : "known by key";
    let isSafe = repetition !== "unsafe";
    let key = repetition === "known by key" ? (givenKey ?? crypto.randomUUID()) : undefined;
    const attempt = {
      method,
      target: targetOf(path, request),
      body: request.body === undefined ? undefined : JSON.stringify(request.body),
      signal: request.signal,
      timeout: readNumber("timeout", request.timeout, timeout),
    };
    const start = this.#pace.elapsed();
    let hasNewToken = false;
    for (let failures = 1; ; failures += 1) {
      try {
        const headers = this.#headers(request, key);
        return await this.connection.answer({ ...attempt, headers });
      } catch (error) {
        if (isTokenRefused(error) && !hasNewToken) {
          hasNewToken = true;
          this.connection.forgetSession();
          continue;
        }
        if (hasTooManyKeys(error) && key !== givenKey) {
          // The server keeps so many keys of the caller for a day, and takes the request without one.
          key = undefined;
          isSafe = false;
          continue;
        }
        const pause = pauseAfter(error, { isSafe, failures }, this.#pace);
        const isLast = !again || failures > retries;
        const passed = this.#pace.elapsed() - start;
        if (pause === undefined || isLast || passed + pause > retryWithin) throw error;
        await this.#pace.sleep(pause, request.signal);
      }
    }
  }

  /** The headers of a user's choice, of a request or of a stream. */
  ownerHeader({ onBehalfOf }: CallOptions): Record<string, string> {
    const owner = readHeader("onBehalfOf", onBehalfOf) ?? this.#settings.onBehalfOf;
    return owner === undefined ? {} : { "on-behalf-of": owner };
  }

  #headers(request: AnyRequest, key: string | undefined): Record<string, string> {
    return {
      accept: "application/json, */*;q=0.1",
      ...this.ownerHeader(request),
      ...(request.body !== undefined && { "content-type": "application/json" }),
      ...(key !== undefined && { "idempotency-key": key }),
    };
  }
}

/** The path with its parameters, and the query. */
export function targetOf(
  path: string,
  { path: parameters = {}, query = {} }: Pick<AnyRequest, "path" | "query">,
): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(parameters[name] ?? "");
    // Dots alone would lead to another route.
    if (/^\.{0,2}$/.test(value)) {
      throw new TypeError(`${name} must be a text that is not empty, "." or ".."`);
    }
    return encodeURIComponent(value);
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null) continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  return search.size === 0 ? filled : `${filled}?${search.toString()}`;
}

function isTokenRefused(error: unknown): boolean {
  return error instanceof HandsFreeProblem && error.code.startsWith("csrf_token_");
}

function hasTooManyKeys(error: unknown): boolean {
  return error instanceof HandsFreeProblem && error.code === "too_many_idempotency_keys";
}
