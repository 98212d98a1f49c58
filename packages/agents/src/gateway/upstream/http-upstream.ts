import { isMembers, keyOfId, type Message, versionOf } from "../messages.ts";
import { largestMessage } from "../read-lines.ts";
import { answers, mediaOf, parseOrNothing, readText } from "./read-answer.ts";
import { headersOf } from "./request-headers.ts";
import { resumeEvents } from "./resume-events.ts";
import { failure, refusal, unknown } from "./upstream-errors.ts";
import { type Receive, type Upstream, UpstreamError } from "./upstream.ts";

/**
 * An MCP server at an address, by the transport "streamable HTTP" of the protocol.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http
 */
export class HttpUpstream implements Upstream {
  readonly #url: URL;
  readonly #token: string | undefined;
  readonly #closed = new AbortController();
  readonly #ended = Promise.withResolvers<number>();
  /** The requests without an answer, by their ids. */
  readonly #requests = new Map<string, SentRequest>();
  #receive: Receive = async () => undefined;
  #session: string | undefined;
  #version: string | undefined;
  /** The notification before, which the server must have before it gets anything later. */
  #noticed: Promise<unknown> = Promise.resolve();

  constructor({ url, token }: { readonly url: string; readonly token?: string | undefined }) {
    this.#url = new URL(url);
    this.#token = token;
  }

  run(receive: Receive): Promise<number> {
    this.#receive = receive;
    return this.#ended.promise;
  }

  async ready(): Promise<void> {
    await this.#noticed;
  }

  async send(text: string, message: Message): Promise<void> {
    const isRequest = isMembers(message) && message["method"] !== undefined && "id" in message;
    if (isRequest) return this.#request(text, message);
    const cancelled = this.#requests.get(keyCancelledBy(message) ?? "");
    // In the protocol of 2026 the end of its connection cancels a request.
    if (cancelled?.endsWithConnection === true) return cancelled.abort.abort();
    const sent = this.#notify(text, message);
    this.#noticed = sent.catch(() => undefined);
    await sent.finally(() => cancelled?.abort.abort());
  }

  async close(): Promise<void> {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    if (this.#session !== undefined) {
      // A server that does not end sessions by request ends them in its own time.
      await this.#fetch("DELETE", { signal: AbortSignal.timeout(1500) }).catch(() => undefined);
    }
    this.#ended.resolve(0);
  }

  async #notify(text: string, message: Message): Promise<void> {
    try {
      const headers = headersOf(message);
      const response = await this.#fetch("POST", { text, headers });
      await response.body?.cancel();
      if (!response.ok) throw refusal(response);
    } catch (error) {
      throw failure(error);
    }
    if (message.method === "notifications/initialized") void this.#listen();
  }

  async #request(text: string, message: Message): Promise<void> {
    const abort = new AbortController();
    const key = keyOfId(message.id) ?? "none";
    const request = { abort, endsWithConnection: versionOf(message) !== undefined };
    this.#requests.set(key, request);
    const isFirst = message.method === "initialize";
    if (isFirst) [this.#session, this.#version] = [undefined, undefined];
    const signal = AbortSignal.any([abort.signal, this.#closed.signal]);
    try {
      const response = await this.#fetch("POST", { text, headers: headersOf(message), signal });
      const { headers } = response;
      if (isFirst && response.ok) this.#session = headers.get("mcp-session-id") ?? undefined;
      await this.#pass(response, message, signal);
    } catch (error) {
      if (!abort.signal.aborted) throw failure(error);
    } finally {
      if (this.#requests.get(key) === request) this.#requests.delete(key);
    }
  }

  /** Passes the answer to a request on, with all that comes before it. */
  async #pass(response: Response, request: Message, signal: AbortSignal): Promise<void> {
    const media = mediaOf(response);
    if (media === "text/event-stream" && response.ok) {
      await this.#passEvents(response, request, signal);
      return;
    }
    const text = media === "application/json" ? await readText(response) : undefined;
    const message = text === undefined ? undefined : parseOrNothing(text);
    // Errors of the protocol have a status of HTTP too.
    if (text !== undefined && answers(message, request.id)) {
      await this.#deliver(text, message, request);
      return;
    }
    await response.body?.cancel().catch(() => undefined);
    if (text === undefined || !response.ok) throw refusal(response);
    throw new UpstreamError(`the MCP server gave no answer to the request, ${unknown}`);
  }

  async #passEvents(first: Response, request: Message, signal: AbortSignal): Promise<void> {
    const ask = (last: string | undefined): Promise<Response> => this.#askForEvents(last, signal);
    const stream = { ask, first, endless: false, most: largestMessage, signal };
    for await (const text of resumeEvents(stream)) {
      const message = parseOrNothing(text);
      await this.#deliver(text, message, request);
      if (answers(message, request.id)) return;
    }
    throw new UpstreamError(`the MCP server ended its answer early, ${unknown}`);
  }

  /** Takes what the server sends by itself, if it has a stream for that. */
  async #listen(): Promise<void> {
    const { signal } = this.#closed;
    const ask = (last: string | undefined): Promise<Response> => this.#askForEvents(last, signal);
    const stream = { ask, endless: true, most: largestMessage, signal };
    try {
      for await (const text of resumeEvents(stream)) await this.#deliver(text, undefined);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  #askForEvents(last: string | undefined, signal: AbortSignal): Promise<Response> {
    const resumed = last === undefined ? {} : { "last-event-id": last };
    return this.#fetch("GET", { headers: { accept: "text/event-stream", ...resumed }, signal });
  }

  /** Passes a message on as one line. Outside of its texts line ends are white space. */
  async #deliver(text: string, message: unknown, request?: Message): Promise<void> {
    const isFirst = request?.method === "initialize" && answers(message, request.id);
    const result = isFirst && isMembers(message) ? message["result"] : undefined;
    const version = isMembers(result) ? result["protocolVersion"] : undefined;
    if (typeof version === "string" && /^[!-~]+$/.test(version)) this.#version = version;
    await this.#receive(Buffer.from(text.replaceAll(/[\r\n]+/g, " ")));
  }

  async #fetch(
    method: "POST" | "GET" | "DELETE",
    { text, headers = {}, signal = this.#closed.signal }: HttpRequest,
  ): Promise<Response> {
    const request = {
      method,
      redirect: "manual",
      headers: {
        accept: "application/json, text/event-stream",
        ...(text !== undefined && { "content-type": "application/json" }),
        ...(this.#token !== undefined && { authorization: `Bearer ${this.#token}` }),
        ...(this.#session !== undefined && { "mcp-session-id": this.#session }),
        ...(this.#version !== undefined && { "mcp-protocol-version": this.#version }),
        ...headers,
      },
      body: text ?? null,
      signal,
    } as const;
    const response = await fetch(this.#url, request);
    const next = response.headers.get("location");
    if ((response.status !== 307 && response.status !== 308) || next === null) return response;
    const url = new URL(next, this.#url);
    // Arguments and the token go to no other server.
    if (url.origin !== this.#url.origin) return response;
    await response.body?.cancel();
    return fetch(url, request);
  }
}

interface HttpRequest {
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

interface SentRequest {
  readonly abort: AbortController;
  /** Whether the end of its connection cancels it; in earlier protocols a notification does. */
  readonly endsWithConnection: boolean;
}

/** The key of the request that a message cancels. */
function keyCancelledBy(message: Message): string | undefined {
  const isCancellation = isMembers(message) && message["method"] === "notifications/cancelled";
  if (!isCancellation || !isMembers(message.params)) return undefined;
  return keyOfId(message.params["requestId"]);
}
