import { median } from "../measure/percentile.ts";
import type { HttpRound } from "./load.ts";
import type { RouteName } from "./routes.ts";

/** The measurements of one route. */
export interface HttpCell {
  readonly route: RouteName;
  readonly connections: number;
  readonly rounds: number;
  readonly requests: number;
  /** The time of one request in milliseconds. This and the next figures are medians over the rounds. */
  readonly p50: number;
  readonly p99: number;
  readonly requestsPerSecond: number;
  /** The processor time of the server for one request, over all rounds. Undefined where it cannot be read. */
  readonly serverMicroseconds: number | undefined;
  /** Unexpected answers, which make the run fail. */
  readonly errors: readonly string[];
}

export interface MeasuredRound extends HttpRound {
  readonly serverTime: number | undefined;
}

export function toHttpCell(
  place: Pick<HttpCell, "route" | "connections">,
  rounds: readonly MeasuredRound[],
): HttpCell {
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const requests = sum(rounds.map((round) => round.requests));
  const times = rounds.map(({ serverTime }) => serverTime).filter((time) => time !== undefined);
  return {
    ...place,
    rounds: rounds.length,
    requests,
    p50: median(rounds.map(({ p50 }) => p50)),
    p99: median(rounds.map(({ p99 }) => p99)),
    requestsPerSecond: median(rounds.map((round) => round.requests / round.seconds)),
    serverMicroseconds: times.length === rounds.length ? sum(times) / requests : undefined,
    errors: rounds.flatMap(({ errors }) => errors),
  };
}

/** The measurements of one route of the server. */
export interface HttpResult {
  readonly cells: readonly HttpCell[];
  /** The largest memory of the server over all routes, in bytes. */
  readonly peakMemory: number | undefined;
}
