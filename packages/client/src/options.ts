/** The options of `createClient`. */
export interface ClientOptions {
  /**
   * Where the server is: `https://handsfree.example.org`, also with a path in front of `/v1`. In a browser
   * `location.origin`, since the API answers only pages of its own origin.
   */
  readonly url: string | URL;
  /**
   * The access key of the caller. Without one the client uses the session of the person who has signed in on the
   * page, and sends the CSRF token of the session with each change.
   */
  readonly key?: string;
  /** The id of the user for whom a service acts, for each request. `*` reads the records of all users. */
  readonly onBehalfOf?: string;
  /** The function that sends requests. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
  /** How long one attempt may take until its answer is complete, in milliseconds. Default: 30,000. */
  readonly timeout?: number;
  /** How often a failed request is sent again at most, where that is safe. Default: 4. */
  readonly retries?: number;
  /** How long after its begin a request may be sent again, in milliseconds. Default: 60,000. */
  readonly retryWithin?: number;
  /** The size of the largest answer that is read, in bytes. Default: 33,554,432 (32 MiB). */
  readonly maxAnswerBytes?: number;
  /**
   * How JSON is read. Default: `JSON.parse`, with which numbers of more than 15 digits lose some. It throws for a text
   * that is not JSON.
   */
  readonly parseJson?: (text: string) => unknown;
}

/** The options of one call. */
export interface CallOptions {
  /** Ends the call, which then rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
  /** In place of the client's `onBehalfOf`. */
  readonly onBehalfOf?: string | undefined;
  /**
   * The name of a POST, under which the server carries it out once. Give one where a program that crashes and starts
   * again must not repeat what it did. Default: a random UUID for each call, the same for all its attempts.
   */
  readonly idempotencyKey?: string | undefined;
  /** In place of the client's `timeout`. */
  readonly timeout?: number | undefined;
}

/** The options of a client with the defaults. */
export interface Settings extends Required<Omit<ClientOptions, "key" | "onBehalfOf" | "url">> {
  readonly url: string;
  readonly key: string | undefined;
  readonly onBehalfOf: string | undefined;
}

/** @throws {TypeError} for an option that no request could be sent with. The message holds no key. */
export function readOptions({ url, key, onBehalfOf, ...options }: ClientOptions): Settings {
  return {
    url: readUrl(url),
    key: readHeader("key", key),
    onBehalfOf: readHeader("onBehalfOf", onBehalfOf),
    // A browser's fetch must be called as a method of the window.
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    timeout: readNumber("timeout", options.timeout, 30_000),
    retries: readNumber("retries", options.retries, 4),
    retryWithin: readNumber("retryWithin", options.retryWithin, 60_000),
    maxAnswerBytes: readNumber("maxAnswerBytes", options.maxAnswerBytes, 33_554_432),
    parseJson: options.parseJson ?? ((text) => JSON.parse(text)),
  };
}

/** @throws {TypeError} for a text that cannot be the value of a header. `fetch` would quote it in its error. */
export function readHeader<Value extends string | undefined>(name: string, value: Value): Value {
  if (value === undefined || /^[!-~]+$/.test(value)) return value;
  throw new TypeError(`${name} must be printable ASCII without spaces, and not empty`);
}

/** @throws {TypeError} */
export function readNumber(name: string, value: number | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  // Longer timers end at once.
  if (value >= 0 && value <= 2_147_483_647) return value;
  throw new TypeError(`${name} must be a number from 0 to 2147483647, got ${value}`);
}

function readUrl(url: string | URL): string {
  const parsed = URL.canParse(String(url)) ? new URL(url) : undefined;
  const isHttp = parsed?.protocol === "https:" || parsed?.protocol === "http:";
  if (!isHttp || `${parsed.username}${parsed.password}${parsed.search}${parsed.hash}` !== "") {
    throw new TypeError(
      "url must be the http(s) address of a server, without a user, a query and a fragment; for example https://handsfree.example.org",
    );
  }
  return parsed.href.replace(/\/+$/, "");
}
