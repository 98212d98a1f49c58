import type { Contender, ContenderName, OpenContender } from "./contender.ts";

type Opener = (options: OpenContender) => Promise<Contender>;

/** Each is loaded when it is opened, so that a process does not hold the code of the others. */
const openers: Record<ContenderName, () => Promise<Opener>> = {
  ours: async () => (await import("./ours/ours.ts")).openOurs,
  "ours-postgres": async () => (await import("./ours/ours-postgres.ts")).openOursOnPostgres,
  postgres: async () => (await import("./postgres/postgres.ts")).openPostgres,
  "postgres-pipelined": async () => (await import("./postgres/postgres.ts")).openPipelinedPostgres,
  sqlite: async () => (await import("./sqlite/sqlite.ts")).openSqlite,
  "node-api": async () => (await import("./node-api/node-api.ts")).openNodeApi,
  stock: async () => (await import("./stock/stock.ts")).openStock,
};

/** Seeds the contender unless it is seeded, which is slow, and opens it. */
export async function openContender(
  name: ContenderName,
  options: OpenContender,
): Promise<Contender> {
  const open = await openers[name]();
  return open(options);
}
