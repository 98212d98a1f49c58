import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";

/** A request that the server got. */
interface GotRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Answers a request. */
export type Answering = (response: ServerResponse, request: GotRequest) => void;

/** An MCP server by streamable HTTP, whose answers to POST and GET a test gives. It keeps the requests. */
export class HttpDouble implements AsyncDisposable {
  readonly requests: GotRequest[] = [];
  post: Answering = (response) => response.writeHead(202).end();
  get: Answering = (response) => response.writeHead(405).end();
  readonly #server = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      const { method = "", url: path = "", headers } = incoming;
      const request = { method, path, headers, body };
      this.requests.push(request);
      if (method === "POST") this.post(response, request);
      else if (method === "GET") this.get(response, request);
      else response.writeHead(204).end();
    });
  });

  static async start(): Promise<HttpDouble> {
    const double = new HttpDouble();
    double.#server.listen(0, "127.0.0.1");
    await once(double.#server, "listening");
    return double;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/mcp`;
  }

  /** The requests of a method of HTTP. */
  of(method: string): GotRequest[] {
    return this.requests.filter((request) => request.method === method);
  }

  /** Resolves when no connection is open. */
  async untilNoneIsOpen(): Promise<void> {
    for (;;) {
      const open = await new Promise<number>((resolve, reject) => {
        this.#server.getConnections((error, found) => (error ? reject(error) : resolve(found)));
      });
      if (open === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, "close");
  }
}

/** Answers a request of JSON-RPC by JSON. */
export function answerJson(
  response: ServerResponse,
  { body }: GotRequest,
  result: object = { content: [{ type: "text", text: "done" }] },
  headers: Readonly<Record<string, string>> = {},
): void {
  const { id } = JSON.parse(body) as { id?: unknown };
  if (id === undefined) {
    response.writeHead(202).end();
    return;
  }
  response.writeHead(200, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
}

/** Begins a stream of events. */
export function beginEvents(response: ServerResponse, first: string): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(first);
}

/** Lets a handler of the Fetch API answer a request. */
export async function answerByFetch(
  response: ServerResponse,
  { path, method, headers, body }: GotRequest,
  handle: (request: Request) => Promise<Response>,
): Promise<void> {
  const named = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  const url = new URL(path, "http://127.0.0.1");
  const given = { method, headers: Object.fromEntries(named) as Record<string, string>, body };
  const answer = await handle(new Request(url, given));
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  // The client can go away.
  if (answer.body === null) response.end();
  else await pipeline(Readable.fromWeb(answer.body), response).catch(() => undefined);
}
