import { Agent, type OutgoingHttpHeaders, request } from "node:http";

/** A request to the server. */
export interface Call {
  readonly method?: "GET" | "POST";
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A number of connections that are kept alive. `fetch` would need more of the processor than the server does. */
export class Connections implements Disposable {
  readonly #url: string;
  readonly #agent: Agent;

  constructor(url: string, count: number) {
    this.#url = url;
    this.#agent = new Agent({ keepAlive: true, maxSockets: count });
  }

  /** @throws {Error} with a `code`, if the connection fails. */
  async send({ method = "POST", path, headers, body }: Call): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const sent = request(this.#url + path, { agent: this.#agent, method, headers: headers ?? {} });
    sent.once("error", reject).once("response", (response) => {
      let text = "";
      response
        .setEncoding("utf8")
        .on("data", (part: string) => (text += part))
        .once("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            body: JSON.parse(text) as Answer["body"],
          }),
        )
        .once("error", reject);
    });
    sent.end(body);
    return promise;
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}
