import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** How long a member waits before it comes back, in milliseconds. */
const returnAfter = 500;

/** Connections that are no good, until the scope ends. */
export class Crowd implements Disposable {
  readonly #port: number;
  readonly #sockets = new Set<Socket>();
  #isOver = false;
  /** How often the server has ended one of them. */
  ended = 0;

  constructor(url: string) {
    this.#port = Number(new URL(url).port);
  }

  /**
   * So many of them send the text, and read nothing.
   *
   * @param comesBack whether each one that is disconnected begins again.
   */
  async join(count: number, text: string, { comesBack = false } = {}): Promise<void> {
    for (let n = 0; n < count; n++) await once(this.#connect(text, comesBack), "connect");
  }

  /** A little more of what they send. */
  trickle(): void {
    for (const socket of this.#sockets) if (socket.writable) socket.write(" ");
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  #connect(text: string, comesBack: boolean): Socket {
    const socket = connect(this.#port, "127.0.0.1");
    this.#sockets.add(socket);
    socket.pause().on("error", () => undefined);
    socket.once("connect", () => socket.write(text));
    socket.once("close", () => {
      this.#sockets.delete(socket);
      if (this.#isOver) return;
      this.ended++;
      if (comesBack) setTimeout(() => this.#isOver || this.#connect(text, true), returnAfter);
    });
    return socket;
  }
}
