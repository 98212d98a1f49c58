import {
  type AbortableOperationOptions,
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Kysely,
  PostgresAdapter,
  PostgresDriver,
  PostgresIntrospector,
} from "kysely";
import { takeEffects } from "../commit-effects.ts";
import type { PostgresConnection } from "./connection.ts";
import type { GuardedPool } from "./pool.ts";
import { PostgresQueryCompiler } from "./query-compiler.ts";

/** Kysely's dialect on a pool that encodes and decodes values, and reports commits that did not happen. */
export function postgresDialect(pool: GuardedPool): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new GuardedDriver(pool),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

/** The connection of a transaction, or of a caller that holds one. */
export async function postgresConnectionOf<DB>(db: Kysely<DB>): Promise<PostgresConnection> {
  return db.getExecutor().provideConnection(async (connection) => connection as PostgresConnection);
}

/** Kysely's driver on connections that a signal can end, unlike Kysely's own. */
class GuardedDriver extends PostgresDriver {
  readonly #pool: GuardedPool;

  constructor(pool: GuardedPool) {
    super({ pool: () => Promise.reject(new Error("the connections come from a guarded pool")) });
    this.#pool = pool;
  }

  override async init(): Promise<void> {}

  override acquireConnection(options?: AbortableOperationOptions): Promise<DatabaseConnection> {
    return this.#pool.connect(options?.signal);
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const effects = takeEffects(connection);
    await connection.executeQuery(CompiledQuery.raw("commit"));
    for (const effect of effects) effect();
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    takeEffects(connection);
    await connection.executeQuery(CompiledQuery.raw("rollback"));
  }

  override async releaseConnection(connection: DatabaseConnection): Promise<void> {
    (connection as PostgresConnection).release();
  }

  /** Waits for callers that wait for a connection. Kysely's driver would refuse them. */
  override destroy(): Promise<void> {
    return this.#pool.end();
  }
}
