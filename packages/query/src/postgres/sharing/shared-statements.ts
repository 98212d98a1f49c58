import type {
  AbortableOperationOptions,
  CompiledQuery,
  ConnectionProvider,
  DatabaseConnection,
  Kysely,
  QueryResult,
} from "kysely";
import { withCallersStack } from "../../callers-stack.ts";
import { CancellableExecutor } from "../../cancellable-executor.ts";
import type { RecordedChange } from "../batches/change-batch.ts";
import { statementForm } from "../batches/statement-form.ts";
import type { GuardedPool } from "../pool.ts";
import { mayBeRefused } from "../returning.ts";
import { recordedForm, servingChanges } from "./serving-changes.ts";
import { servingStatements } from "./serving-statements.ts";
import { type Serving, SharedQueue } from "./shared-queue.ts";
import { WaitingBudget } from "./waiting-budget.ts";

/** Texts come from code, so there are few. The limit is for programs that generate them. */
const mostQueues = 1000;

/**
 * Runs the statements that are outside of transactions and held connections. Those of one text that wait for a connection
 * are one statement together.
 */
export class SharedStatements implements ConnectionProvider {
  readonly pool: GuardedPool;
  readonly budget: WaitingBudget = new WaitingBudget();
  readonly #queues = new Map<object, SharedQueue<never, never, unknown>>();
  readonly #connection: DatabaseConnection = {
    executeQuery: <Row>(query: CompiledQuery, options?: AbortableOperationOptions) =>
      withCallersStack(() => this.#execute(query, options?.signal)) as Promise<QueryResult<Row>>,
    streamQuery: () => {
      throw new Error("a stream needs a connection of its own");
    },
  };

  constructor(pool: GuardedPool) {
    this.pool = pool;
  }

  provideConnection<T>(consumer: (connection: DatabaseConnection) => Promise<T>): Promise<T> {
    return consumer(this.#connection);
  }

  /**
   * Runs a change with its records, if it can share statements with others.
   *
   * @returns whether it changed a row; undefined if it cannot share, and then nothing has run.
   */
  changeAndRecord(change: RecordedChange): Promise<boolean> | undefined {
    const form = recordedForm(change);
    if (form === undefined) return undefined;
    return this.#queueOf(form, () => servingChanges(this.pool, form)).serve(change);
  }

  #execute(query: CompiledQuery, signal: AbortSignal | undefined): Promise<QueryResult<unknown>> {
    // A caller that can be cancelled shares no statement: it would end that of the others.
    const form = signal === undefined ? statementForm(query) : undefined;
    if (form === undefined || mayBeRefused(query.sql)) return this.#executeAlone(query, signal);
    return this.#queueOf(form, () => servingStatements(this.pool, form)).serve(query);
  }

  async #executeAlone(
    query: CompiledQuery,
    signal: AbortSignal | undefined,
  ): Promise<QueryResult<unknown>> {
    const connection = await this.pool.connect(signal);
    try {
      return await connection.executeQuery(query);
    } finally {
      connection.release();
    }
  }

  #queueOf<Connection, Input, Output>(
    form: object,
    serving: () => Serving<Connection, Input, Output>,
  ): SharedQueue<Connection, Input, Output> {
    this.pool.requireOpen();
    type Queue = SharedQueue<Connection, Input, Output>;
    const known = this.#queues.get(form);
    if (known) return known as unknown as Queue;
    if (this.#queues.size >= mostQueues) this.#forgetIdle();
    const queue: Queue = new SharedQueue(serving(), this.budget);
    this.#queues.set(form, queue as unknown as SharedQueue<never, never, unknown>);
    return queue;
  }

  #forgetIdle(): void {
    for (const [form, queue] of this.#queues) if (queue.isIdle) this.#queues.delete(form);
  }
}

/** The shared statements of a database. Undefined for a transaction, a held connection and another engine. */
export function sharedStatementsOf<DB>(db: Kysely<DB>): SharedStatements | undefined {
  const executor = db.getExecutor();
  const single = executor instanceof CancellableExecutor ? executor.single : undefined;
  return single instanceof SharedStatements ? single : undefined;
}
