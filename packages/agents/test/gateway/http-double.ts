import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A request that the server got. */
export interface GotRequest {
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

  /** Resolves when so many connections are open. */
  async untilOpen(count: number): Promise<void> {
    for (;;) {
      const open = await new Promise<number>((resolve, reject) => {
        this.#server.getConnections((error, found) => (error ? reject(error) : resolve(found)));
      });
      if (open === count) return;
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
