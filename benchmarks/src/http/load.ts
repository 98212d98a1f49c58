import { setTimeout } from "node:timers/promises";
import { percentile } from "../measure/percentile.ts";
import { HttpConnection } from "./connection.ts";
import type { Route } from "./routes.ts";

export interface HttpRound {
  readonly requests: number;
  readonly seconds: number;
  /** The time of one request in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** The answers with another status than the expected one, and the connections that failed. */
  readonly errors: readonly string[];
}

export interface LoadLimits {
  readonly port: number;
  readonly connections: number;
  readonly milliseconds: number;
  /** The maximum number of requests. */
  readonly requests: number;
}

/**
 * Sends the requests of one route. Each connection sends its next one when it has the answer to the last one and, with
 * a pace, when it is the next one's time.
 */
export async function load(
  route: Route,
  { port, connections, milliseconds, requests }: LoadLimits,
): Promise<HttpRound> {
  const open = await Promise.all(
    Array.from({ length: connections }, () => HttpConnection.open(port)),
  );
  const latencies: number[] = [];
  const errors: string[] = [];
  let left = requests;
  const start = performance.now();
  const deadline = start + milliseconds;
  let begun = 0;
  const turn = async (): Promise<number> => {
    if (route.perSecond === undefined) return performance.now();
    const time = start + (begun++ / route.perSecond) * 1000;
    await setTimeout(Math.max(0, Math.min(time, deadline) - performance.now()));
    return Math.max(time, performance.now());
  };
  const work = async (connection: HttpConnection): Promise<void> => {
    for (let before = await turn(); before < deadline && left-- > 0; before = await turn()) {
      const request = route.next();
      if (request === undefined) return;
      const answer = await connection.send(request);
      const after = performance.now();
      latencies.push(after - before);
      if (answer.status !== route.status) errors.push(`${answer.status}: ${answer.body}`);
      else route.onAnswer?.(answer);
    }
  };
  await Promise.all(
    open.map((connection) =>
      work(connection).catch((error: unknown) => errors.push(String(error))),
    ),
  );
  const seconds = (performance.now() - start) / 1000;
  for (const connection of open) connection.close();
  const sorted = Float64Array.from(latencies).toSorted();
  const [p50, p99] = [percentile(sorted, 0.5), percentile(sorted, 0.99)];
  return { requests: sorted.length, seconds, p50, p99, errors: errors.slice(0, 10) };
}
