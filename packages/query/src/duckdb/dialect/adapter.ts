import { DialectAdapterBase, type Kysely } from "kysely";

/** For each engine, a promise that the last migration in line resolves when it releases the lock. */
const lastInLine = new WeakMap<object, Promise<void>>();

/** Tells Kysely which features DuckDB has. */
export class DuckDbAdapter extends DialectAdapterBase {
  readonly #engine: object;
  readonly #releases = new WeakMap<object, () => void>();

  /** @param engine is the same for all who have the file open: migrations of one engine exclude each other. */
  constructor(engine: object) {
    super();
    this.#engine = engine;
  }

  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  override get supportsReturning(): boolean {
    return true;
  }

  /** A lock of this process is enough, since no other process can open the file. */
  async acquireMigrationLock<DB>(db: Kysely<DB>): Promise<void> {
    // A transaction excludes other writes, and those who have the lock may be waiting for its end.
    if (db.isTransaction) return;
    const before = lastInLine.get(this.#engine);
    const released = Promise.withResolvers<void>();
    lastInLine.set(this.#engine, released.promise);
    this.#releases.set(db, released.resolve);
    await before;
  }

  async releaseMigrationLock<DB>(db: Kysely<DB>): Promise<void> {
    this.#releases.get(db)?.();
  }
}
