import { type ConnectionProvider, type Dialect, type Driver, Kysely } from "kysely";
import { CancellableExecutor, connectionsOf } from "./cancellable-executor.ts";

/**
 * Makes a Kysely on a driver that is already in use, with an executor that reports the outcome of a cancellation.
 *
 * @param single provides the connections for single statements, if they differ from those that callers hold.
 */
export function openKysely<DB>(
  dialect: Dialect,
  driver: Driver,
  single?: ConnectionProvider,
): Kysely<DB> {
  const executor = new CancellableExecutor({
    compiler: dialect.createQueryCompiler(),
    adapter: dialect.createAdapter(),
    provider: connectionsOf(driver),
    ...(single ? { single } : {}),
  });
  return new Kysely<DB>({ config: { dialect }, dialect, driver, executor });
}
