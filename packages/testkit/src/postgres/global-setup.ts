import type { TestProject } from "vitest/node";
import { startPostgresServer } from "./start-server.ts";

/** Starts one PostgreSQL server for the whole run. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgresServer();
  provide("postgresUrl", server.url);
  return async () => server[Symbol.asyncDispose]();
}
