import { once } from "node:events";
import type { FastifyInstance, InjectOptions } from "fastify";

/** What came of an answer. */
export interface Answered {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, number | string | string[] | undefined>>;
  readonly body: string;
}

/** As `inject`, also for a stream without an end: of that, what comes first is read, and then its caller goes away. */
export async function injectOpen(app: FastifyInstance, options: InjectOptions): Promise<Answered> {
  const leaving = new AbortController();
  const response = await app.inject({ ...options, payloadAsStream: true, signal: leaving.signal });
  const { statusCode, headers } = response;
  const stream = response.stream();
  // Where its caller goes away, it ends with an error.
  stream.on("error", () => undefined);
  if (!String(headers["content-type"]).startsWith("text/event-stream")) {
    return { statusCode, headers, body: Buffer.concat(await stream.toArray()).toString() };
  }
  const [first] = (await once(stream, "data")) as [Buffer];
  leaving.abort();
  return { statusCode, headers, body: first.toString() };
}
