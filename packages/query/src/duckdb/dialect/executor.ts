import {
  type CompiledQuery,
  type ConnectionProvider,
  type DatabaseConnection,
  DefaultQueryExecutor,
  type KyselyPlugin,
  type QueryCompiler,
  type DialectAdapter,
  type QueryResult,
} from "kysely";
import type { DuckDbDriver } from "./driver.ts";

interface Parts {
  readonly compiler: QueryCompiler;
  readonly adapter: DialectAdapter;
  readonly driver: DuckDbDriver;
}

/**
 * Kysely's executor. Unlike Kysely's own, it tells a connection for one statement from one that a caller
 * holds: on the former, a change of the connection's state is refused, since no later statement could use it.
 */
export class DuckDbExecutor extends DefaultQueryExecutor {
  readonly #parts: Parts;
  readonly #single: DefaultQueryExecutor;

  constructor(parts: Parts, plugins: readonly KyselyPlugin[] = []) {
    const { compiler, adapter, driver } = parts;
    super(compiler, adapter, providerOf(driver), [...plugins]);
    this.#parts = parts;
    const provider: ConnectionProvider = {
      provideConnection: async (consumer) => consumer(driver.makeConnection(false)),
    };
    this.#single = new DefaultQueryExecutor(compiler, adapter, provider, [...plugins]);
  }

  override executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return this.#single.executeQuery<R>(query);
  }

  override withPlugins(plugins: readonly KyselyPlugin[]): DuckDbExecutor {
    return new DuckDbExecutor(this.#parts, [...this.plugins, ...plugins]);
  }

  override withPlugin(plugin: KyselyPlugin): DuckDbExecutor {
    return new DuckDbExecutor(this.#parts, [...this.plugins, plugin]);
  }

  override withPluginAtFront(plugin: KyselyPlugin): DuckDbExecutor {
    return new DuckDbExecutor(this.#parts, [plugin, ...this.plugins]);
  }

  override withoutPlugins(): DuckDbExecutor {
    return new DuckDbExecutor(this.#parts);
  }
}

/** Provides connections that a caller holds. */
function providerOf(driver: DuckDbDriver): ConnectionProvider {
  return {
    async provideConnection<T>(
      consumer: (connection: DatabaseConnection) => Promise<T>,
    ): Promise<T> {
      const connection = await driver.acquireConnection();
      try {
        return await consumer(connection);
      } finally {
        await driver.releaseConnection(connection);
      }
    },
  };
}
