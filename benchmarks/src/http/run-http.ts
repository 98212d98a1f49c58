import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { seedDuckDbFile } from "../contenders/seed-duckdb-file.ts";
import { seedOf } from "../data/seed.ts";
import { type HttpResult, type MeasuredRound, toHttpCell } from "./http-cell.ts";
import { writeOwnerKeys } from "./owner-keys.ts";
import { LoadProcess } from "./load-process.ts";
import { type RouteName, routeNames, webhookSecret } from "./routes.ts";
import { ServerProcess } from "./server-process.ts";

export const connections = 64;
const rows = 10_000;
/** A limit as for the cells of the contenders, so that a fast route does not work on a much larger table. */
const maximumRequests = 50_000;

export interface HttpOptions {
  readonly rounds: number;
  /** The length of one round. */
  readonly milliseconds: number;
}

/** The server, and the file with the keys of its owners. */
export interface HandsFreeServer extends AsyncDisposable {
  readonly server: ServerProcess;
  readonly ownerKeys: string;
}

/** Starts the server on a seeded file. */
export async function startHandsFree(directory: string): Promise<HandsFreeServer> {
  await mkdir(directory, { recursive: true });
  const tables = ["commands", "pending_actions", "action_logs", "webhook_events"] as const;
  const path = await seedDuckDbFile({ directory, seed: seedOf(rows), tables });
  const ownerKeys = await writeOwnerKeys(path);
  const server = await ServerProcess.start("handsfree", directory, {
    DUCKDB_PATH: path,
    GITHUB_WEBHOOK_SECRET: webhookSecret,
    RATE_LIMIT_PER_KEY: "0",
    RATE_LIMIT_DELIVERIES: "0",
  });
  return { server, ownerKeys, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** Measures the routes of the server and a bare one in turn, round by round. */
export async function runHttp(
  { rounds, milliseconds }: HttpOptions,
  directory: string,
  onProblem: (problem: string) => void,
): Promise<HttpResult> {
  const own = join(directory, "http");
  await using handsFree = await startHandsFree(own);
  const { server, ownerKeys } = handsFree;
  await using bare = await ServerProcess.start("bare", own);
  await using load = new LoadProcess(ownerKeys);
  const measured = new Map<RouteName, MeasuredRound[]>(routeNames.map((route) => [route, []]));
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    for (const route of routeNames) {
      const target = route === "bare" ? bare : server;
      const { port } = target;
      await target.rest();
      const before = target.read()?.processorTime;
      const limits = { port, connections, milliseconds, requests: maximumRequests };
      const sent = await load.send({ route, ...limits });
      const after = target.read()?.processorTime;
      const serverTime = before === undefined || after === undefined ? undefined : after - before;
      if (round > 0) measured.get(route)?.push({ ...sent, serverTime });
      for (const error of sent.errors) onProblem(`http, ${route}: ${error}`);
    }
  }
  return {
    cells: [...measured].map(([route, taken]) => toHttpCell({ route, connections }, taken)),
    peakMemory: server.read()?.peakMemory,
  };
}
