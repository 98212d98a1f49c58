import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import type { EventJson } from "@handsfree/wire/events";
import { bearer } from "../callers.ts";
import { Connections } from "./connections.ts";

/** The type of the last action log of each reader, by which its stream knows that it has all. */
export const lastLog = "last";

/** Streams of the feed, whose readers take each event as it comes. */
export class Streams implements Disposable {
  /** What each stream has shown, in the order of the keys. */
  readonly shown: readonly EventJson[][];
  /** The streams that the server has ended. */
  readonly ended: number[] = [];
  readonly #keys: readonly string[];
  readonly #agent = new Agent({ keepAlive: true });
  /** Calls back at the next event, by the stream. */
  readonly #heard: (() => void)[] = [];

  private constructor(keys: readonly string[]) {
    this.#keys = keys;
    this.shown = keys.map(() => []);
  }

  /** Opens a stream for each key, and resolves when each one has begun. */
  static async open(url: string, keys: readonly string[]): Promise<Streams> {
    const streams = new Streams(keys);
    await Promise.all(keys.map((key, index) => streams.#open(url, key, index)));
    return streams;
  }

  /** Records a last action log for each reader, and resolves when each stream has shown it. */
  async finish(url: string): Promise<void> {
    using connections = new Connections(url, 8);
    await Promise.all(
      this.#keys.map(async (key, index) => {
        const { status, body } = await connections.send({
          path: "/v1/action-logs",
          headers: {
            ...bearer(key),
            "content-type": "application/json",
            "idempotency-key": randomUUID(),
          },
          body: JSON.stringify({ action_type: lastLog, ok: true }),
        });
        if (status !== 201)
          throw new Error(`a last action log is ${status} ${String(body["detail"])}`);
        const events = this.shown[index] ?? [];
        while (!events.some(({ record }) => record.id === body["id"])) {
          if (this.ended.includes(index)) return;
          await new Promise<void>((resolve) => (this.#heard[index] = resolve));
        }
      }),
    );
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }

  async #open(url: string, key: string, index: number): Promise<void> {
    const sent = request(`${url}/v1/events/stream`, { agent: this.#agent, headers: bearer(key) });
    const [response] = (await once(sent.end(), "response")) as [IncomingMessage];
    if (response.statusCode !== 200) throw new Error(`a stream is ${response.statusCode}`);
    const events = this.shown[index] ?? [];
    let text = "";
    response.setEncoding("utf8").on("data", (part: string) => {
      const frames = (text + part).split("\n\n");
      text = frames.pop() ?? "";
      for (const frame of frames) {
        const data = /^data: (.*)$/m.exec(frame)?.[1];
        if (data !== undefined) events.push(JSON.parse(data) as EventJson);
      }
      this.#heard[index]?.();
    });
    response
      .on("error", () => undefined)
      .once("close", () => {
        this.ended.push(index);
        this.#heard[index]?.();
      });
    await once(response, "data");
  }
}
