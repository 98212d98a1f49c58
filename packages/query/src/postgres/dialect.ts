import {
  type DatabaseConnection,
  type Dialect,
  PostgresAdapter,
  PostgresDriver,
  PostgresIntrospector,
} from "kysely";
import { takeEffects } from "../commit-effects.ts";
import type { GuardedPool } from "./pool.ts";
import { PostgresQueryCompiler } from "./query-compiler.ts";
import { RowCursor } from "./row-cursor.ts";

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
    super({ pool, cursor: RowCursor });
    this.#pool = pool;
  }

  override async destroy(): Promise<void> {
    await this.#pool.end();
    await super.destroy();
  }
  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const effects = takeEffects(connection);
    await super.commitTransaction(connection);
    for (const effect of effects) effect();
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    takeEffects(connection);
    await super.rollbackTransaction(connection);
  }
}
