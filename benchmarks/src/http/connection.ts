import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** A request as the bytes to send. */
export interface HttpRequest {
  readonly head: string;
  readonly body?: Uint8Array | undefined;
}

const endOfHead = Buffer.from("\r\n\r\n");

/**
 * One kept-alive connection with one request at a time, on a plain socket. A client library would need more of the
 * processor than the bare route, and so make every other route look better beside it.
 */
export class HttpConnection {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #answered: PromiseWithResolvers<HttpAnswer> | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.on("error", (error) => this.#answered?.reject(error));
    socket.on("close", () => this.#answered?.reject(new Error("the connection was closed")));
  }

  static async open(port: number): Promise<HttpConnection> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    return new HttpConnection(socket);
  }

  send({ head, body }: HttpRequest): Promise<HttpAnswer> {
    this.#answered = Promise.withResolvers<HttpAnswer>();
    this.#socket.cork();
    this.#socket.write(head, "latin1");
    if (body) this.#socket.write(body);
    this.#socket.uncork();
    return this.#answered.promise;
  }

  close(): void {
    this.#answered = undefined;
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    const received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    this.#received = received;
    const end = received.indexOf(endOfHead);
    if (end === -1) return;
    const head = received.toString("latin1", 0, end);
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    if (length === undefined) {
      this.#answered?.reject(new Error(`an answer without a length: ${head}`));
      return;
    }
    const from = end + endOfHead.length;
    const to = from + Number(length);
    if (received.length < to) return;
    this.#received = received.subarray(to);
    this.#answered?.resolve({
      status: Number(head.slice(9, 12)),
      body: received.toString("utf8", from, to),
    });
  }
}
