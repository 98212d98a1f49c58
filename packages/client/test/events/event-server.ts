import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { EventJson } from "@handsfree/wire/events";

/** A server that speaks the contract of the events, and can misbehave. */
export interface EventServer extends AsyncDisposable {
  readonly url: string;
  /** The `Last-Event-ID` of each connection. */
  readonly connections: string[];
  /** Adds an event to the order. */
  add(type?: string): void;
  /** Ends all open streams: cleanly, or in the middle of what they send. */
  breakAll(cleanly?: boolean): void;
  /** What is answered in place of a stream, while it is set. */
  refusal: ((response: ServerResponse) => void) | undefined;
  /** How the bytes of an event are cut. Default: not at all. */
  cut: (bytes: Buffer) => Buffer[];
  /** How many events one connection carries at most. */
  mostPerConnection: number;
}

const text = (id: number): string => `${id} – é 🎉`;

/** Starts a server on a free port of this machine. */
export async function startEventServer(): Promise<EventServer> {
  const events: EventJson[] = [];
  const open = new Set<{ response: ServerResponse; at: number; left: number }>();
  const state: Omit<EventServer, "url" | typeof Symbol.asyncDispose> = {
    connections: [],
    refusal: undefined,
    cut: (bytes) => [bytes],
    mostPerConnection: Number.POSITIVE_INFINITY,
    add: (type = "command.recorded") => {
      const id = String(events.length + 1);
      const record = { kind: "command", id: text(events.length + 1) };
      events.push({
        id,
        type,
        at: "2026-01-01T00:00:00.000Z",
        user_id: null,
        record,
        log_id: null,
      });
      for (const stream of open) send(stream);
    },
    breakAll: (cleanly = true) => {
      for (const stream of open) end(stream, cleanly);
    },
  };
  type Stream = { response: ServerResponse; at: number; left: number };
  const end = (stream: Stream, cleanly: boolean): void => {
    open.delete(stream);
    if (cleanly) stream.response.end();
    else stream.response.destroy();
  };
  const send = (stream: Stream): void => {
    while (stream.at < events.length) {
      const event = events[stream.at] as EventJson;
      stream.at += 1;
      const lines = `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
      for (const part of state.cut(Buffer.from(lines))) stream.response.write(part);
      stream.left -= 1;
      if (stream.left === 0) {
        end(stream, true);
        return;
      }
    }
  };
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? "", "http://localhost");
    if (url.pathname === "/v1/events") {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ items: [], next: String(events.length) }));
      return;
    }
    state.connections.push(String(request.headers["last-event-id"]));
    if (state.refusal !== undefined) {
      state.refusal(response);
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
    response.write("retry: 100\n\n: welcome\n\n");
    const at = Number(request.headers["last-event-id"] ?? events.length);
    const stream = { response, at, left: state.mostPerConnection };
    open.add(stream);
    response.on("close", () => open.delete(stream));
    send(stream);
  };
  const server = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
