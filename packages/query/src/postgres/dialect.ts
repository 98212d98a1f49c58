import {
  type Dialect,
  PostgresAdapter,
  type PostgresCursorConstructor,
  PostgresDriver,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from "kysely";
import type { GuardedPool } from "./pool.ts";

/** Kysely's own dialect, over a pool that encodes, decodes and tells the truth about commits. */
export function postgresDialect(pool: GuardedPool): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new ClosingDriver(pool),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

/** The stock driver's `destroy` turns away those who are in line for a connection; this one waits for them. */
class ClosingDriver extends PostgresDriver {
  readonly #pool: GuardedPool;

  constructor(pool: GuardedPool) {
    // Kysely looks for a class before it streams; the client then refuses, with an error of ours.
    super({ pool, cursor: Object as unknown as PostgresCursorConstructor });
    this.#pool = pool;
  }

  override async destroy(): Promise<void> {
    await this.#pool.end();
    await super.destroy();
  }
}
