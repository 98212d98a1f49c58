import { rm, writeFile } from "node:fs/promises";
import { databaseTargetFromEnvironment } from "@handsfree/query";
import { printServerAddress, serverAddressFile } from "@handsfree/repositories/identity";
import type { FastifyBaseLogger } from "fastify";
import type { Environment } from "./settings/environment.ts";

/**
 * Says beside a DuckDB file where this process serves it, so that the command line finds the server that holds the file.
 * A file that a killed server has left does no harm: it names a process that does not hold the database.
 *
 * @returns the function that takes it back.
 */
export async function announce(
  environment: Environment,
  url: string,
  log: FastifyBaseLogger,
): Promise<() => Promise<void>> {
  const target = databaseTargetFromEnvironment(environment);
  if (target.engine !== "duckdb" || target.path === ":memory:") return async () => undefined;
  const file = serverAddressFile(target.path);
  // The server works without it, also on a disk that is full.
  const warn = (error: unknown): void =>
    log.warn({ err: error }, "the file that names the server's address could not be changed");
  const remove = (): Promise<void> => rm(file, { force: true });
  try {
    // A file that is replaced would keep its permissions.
    await remove();
    await writeFile(file, printServerAddress({ pid: process.pid, url }), { mode: 0o600 });
  } catch (error) {
    warn(error);
  }
  return () => remove().catch(warn);
}
