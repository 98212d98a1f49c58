import { setTimeout as sleep } from "node:timers/promises";
import { isMembers, type Message, versionOf } from "../messages.ts";
import { largestMessage } from "../read-lines.ts";
import { type SentEvent, readEvents } from "./read-events.ts";
import { headersOf } from "./request-headers.ts";
import { type Receive, type Upstream, UpstreamError } from "./upstream.ts";

/** The pauses before a broken stream is asked for again, in milliseconds. */
const pauses = [1000, 2000, 5000, 10_000, 30_000];

const unknown = "so what the call did is not known";

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
  /** The requests of the protocol of 2026, which end with their connection. */
  readonly #requests = new Map<unknown, AbortController>();
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
    if (isMembers(message) && this.#endsRequest(message)) return;
    if (isRequest) return this.#request(text, message);
    const sent = this.#notify(text, message);
    this.#noticed = sent.catch(() => undefined);
    await sent;
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

  /** In the protocol of 2026 the end of its connection cancels a request. */
  #endsRequest({ method, params }: Message): boolean {
    if (method !== "notifications/cancelled" || !isMembers(params)) return false;
    const request = this.#requests.get(params["requestId"]);
    request?.abort();
    return request !== undefined;
  }

  async #notify(text: string, message: Message): Promise<void> {
    const response = await this.#fetch("POST", { text, headers: headersOf(message) });
    await response.body?.cancel();
    if (!response.ok) throw refusal(response);
    if (message.method === "notifications/initialized") void this.#listen();
  }

  async #request(text: string, message: Message): Promise<void> {
    const own = new AbortController();
    if (versionOf(message) !== undefined) this.#requests.set(message.id, own);
    const isFirst = message.method === "initialize";
    if (isFirst) this.#session = undefined;
    const signal = AbortSignal.any([own.signal, this.#closed.signal]);
    try {
      const response = await this.#fetch("POST", { text, headers: headersOf(message), signal });
      const { headers } = response;
      if (isFirst && response.ok) this.#session = headers.get("mcp-session-id") ?? undefined;
      const isAnswered = await this.#pass(response, message.id, signal);
      if (!isAnswered) throw new UpstreamError(`the MCP server ended its answer early, ${unknown}`);
    } catch (error) {
      if (own.signal.aborted) return;
      if (error instanceof UpstreamError) throw error;
      throw new UpstreamError(`the connection to the MCP server failed, ${unknown}`);
    } finally {
      this.#requests.delete(message.id);
    }
  }

  /** Passes the answer to a request on, with all that comes before it. @returns whether it came. */
  async #pass(response: Response, id: unknown, signal: AbortSignal): Promise<boolean> {
    const media = mediaOf(response);
    if (media === "text/event-stream" && response.ok) return this.#passEvents(response, id, signal);
    const text = media === "application/json" ? await readText(response) : undefined;
    // Errors of the protocol have a status of HTTP too.
    const isAnswer = text !== undefined && (response.ok || answers(parse(text), id));
    if (!isAnswer) {
      await response.body?.cancel().catch(() => undefined);
      throw refusal(response);
    }
    await this.#deliver(text);
    return true;
  }

  /** Reads a stream until the answer; one that breaks is resumed where the server says how. */
  async #passEvents(response: Response, id: unknown, signal: AbortSignal): Promise<boolean> {
    const last: SentEvent = { id: undefined, data: undefined };
    let stream = response;
    for (const pause of [...pauses, undefined]) {
      try {
        for await (const { id: eventId, data } of readEvents(stream, largestMessage)) {
          if (eventId !== undefined) last.id = eventId;
          if (data === undefined) continue;
          await this.#deliver(data);
          if (answers(parse(data), id)) return true;
        }
      } catch (error) {
        if (signal.aborted || error instanceof UpstreamError) throw error;
      }
      if (last.id === undefined || pause === undefined) return false;
      await sleep(pause, undefined, { signal });
      const headers = { accept: "text/event-stream", "last-event-id": last.id };
      stream = await this.#fetch("GET", { headers, signal });
      if (!stream.ok) return false;
    }
    return false;
  }

  /** Takes what the server sends by itself, if it has a stream for that. */
  async #listen(): Promise<void> {
    const { signal } = this.#closed;
    let last: string | undefined;
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        const resumed = last === undefined ? {} : { "last-event-id": last };
        const headers = { accept: "text/event-stream", ...resumed };
        const response = await this.#fetch("GET", { headers, signal });
        if (!response.ok) {
          await response.body?.cancel();
          if (response.status < 500) return;
        } else {
          failures = 0;
          for await (const { id, data } of readEvents(response, largestMessage)) {
            if (id !== undefined) last = id;
            if (data !== undefined) await this.#deliver(data);
          }
        }
      } catch {
        // A broken stream is asked for again.
      }
      const pause = pauses[Math.min(failures, pauses.length - 1)];
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Passes a message on as one line. Outside of its texts line ends are white space. */
  async #deliver(text: string): Promise<void> {
    const message = parse(text);
    const result = isMembers(message) ? message["result"] : undefined;
    const version = isMembers(result) ? result["protocolVersion"] : undefined;
    if (typeof version === "string") this.#version = version;
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

function refusal({ status }: Response): UpstreamError {
  const hint =
    status === 401 || status === 403
      ? "; give its token by --token-env"
      : status === 404
        ? "; its session can be over, so start the agent again"
        : "";
  return new UpstreamError(`the MCP server answered with the status ${status} of HTTP${hint}`);
}

function mediaOf({ headers }: Response): string {
  return (headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > largestMessage) {
      throw new UpstreamError(`its answer is larger than ${largestMessage} bytes, ${unknown}`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function answers(message: unknown, id: unknown): boolean {
  if (Array.isArray(message)) return message.some((one) => answers(one, id));
  // A number that JavaScript changes is a value of JSON.rawJSON in a request of a tool.
  const wanted = JSON.isRawJSON(id) ? Number(id.rawJSON) : id;
  return isMembers(message) && message["method"] === undefined && message["id"] === wanted;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
