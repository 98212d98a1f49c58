import {
  type AbortableOperationOptions,
  type AbortableQueryOptions,
  type CompiledQuery,
  type ConnectionProvider,
  DefaultQueryExecutor,
  type DialectAdapter,
  type Driver,
  type KyselyPlugin,
  type QueryCompiler,
  type QueryResult,
} from "kysely";
import { InvalidInputError } from "./errors.ts";
import { throwIfStopped } from "./stop-source.ts";

export interface ExecutorParts {
  readonly compiler: QueryCompiler;
  readonly adapter: DialectAdapter;
  /** Provides a connection for as long as a caller holds it. */
  readonly provider: ConnectionProvider;
  /** Provides a connection for one statement. Default: `provider`. */
  readonly single?: ConnectionProvider;
}

/**
 * An executor with another meaning of `signal` than Kysely's. Kysely's executor rejects as soon as the signal is
 * aborted, while the statement continues, so it can report a write as cancelled that the database keeps. This
 * one passes the signal to the connection, which ends the statement in the engine, and waits for the outcome.
 */
export class CancellableExecutor extends DefaultQueryExecutor {
  readonly #parts: ExecutorParts;

  constructor(parts: ExecutorParts, plugins: readonly KyselyPlugin[] = []) {
    super(parts.compiler, parts.adapter, parts.provider, [...plugins]);
    this.#parts = parts;
  }

  /** Provides a connection for one statement, if that differs from the connections that callers hold. */
  get single(): ConnectionProvider | undefined {
    return this.#parts.single;
  }

  override executeQuery<R>(
    query: CompiledQuery,
    options?: AbortableQueryOptions,
  ): Promise<QueryResult<R>> {
    requireStrategy(options);
    const { single, provider } = this.#parts;
    return this.#stock(single ?? provider, options?.signal).executeQuery<R>(query);
  }

  override stream<R>(
    query: CompiledQuery,
    chunkSize: number,
    options?: AbortableOperationOptions,
  ): AsyncIterableIterator<QueryResult<R>> {
    return this.#stock(this.#parts.provider, options?.signal).stream<R>(query, chunkSize);
  }

  override withConnectionProvider(provider: ConnectionProvider): CancellableExecutor {
    const { compiler, adapter } = this.#parts;
    return new CancellableExecutor({ compiler, adapter, provider }, this.plugins);
  }

  override withPlugins(plugins: readonly KyselyPlugin[]): CancellableExecutor {
    return new CancellableExecutor(this.#parts, [...this.plugins, ...plugins]);
  }

  override withPlugin(plugin: KyselyPlugin): CancellableExecutor {
    return new CancellableExecutor(this.#parts, [...this.plugins, plugin]);
  }

  override withPluginAtFront(plugin: KyselyPlugin): CancellableExecutor {
    return new CancellableExecutor(this.#parts, [plugin, ...this.plugins]);
  }

  override withoutPlugins(): CancellableExecutor {
    return new CancellableExecutor(this.#parts);
  }

  #stock(provider: ConnectionProvider, signal: AbortSignal | undefined): DefaultQueryExecutor {
    const { compiler, adapter } = this.#parts;
    if (!signal) return new DefaultQueryExecutor(compiler, adapter, provider, [...this.plugins]);
    const plugins = this.plugins.map((plugin) => pluginWithSignal(plugin, signal));
    return new DefaultQueryExecutor(compiler, adapter, withSignal(provider, signal), plugins);
  }
}

/** Provides connections of a driver, and releases each after its use. */
export function connectionsOf(driver: Driver): ConnectionProvider {
  return {
    async provideConnection(consumer, options) {
      throwIfStopped(options?.signal);
      const connection = await driver.acquireConnection(options);
      try {
        return await consumer(connection);
      } finally {
        await driver.releaseConnection(connection, options);
      }
    },
  };
}

/** Passes the signal to each statement of the connection. */
function withSignal(provider: ConnectionProvider, signal: AbortSignal): ConnectionProvider {
  return {
    provideConnection: (consumer) =>
      provider.provideConnection(
        (connection) =>
          consumer({
            executeQuery: (query) => connection.executeQuery(query, { signal }),
            streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize, { signal }),
          }),
        { signal },
      ),
  };
}

function pluginWithSignal(plugin: KyselyPlugin, signal: AbortSignal): KyselyPlugin {
  return {
    transformQuery: (args) => plugin.transformQuery(args),
    transformResult: (args) => plugin.transformResult({ ...args, signal }),
  };
}

/** @throws {InvalidInputError} for a strategy that does not wait for the outcome of a cancellation. */
function requireStrategy({
  inflightQueryAbortStrategy: strategy,
}: AbortableQueryOptions = {}): void {
  if (strategy === undefined || strategy === "cancel query") return;
  throw new InvalidInputError(
    "inflightQueryAbortStrategy",
    `must be "cancel query" or undefined, got "${strategy}"`,
  );
}
