import type { Transaction } from "kysely";
import { withCallersStack } from "./callers-stack.ts";
import { duckDbConnectionOf, duckDbEngineOf } from "./duckdb/dialect/dialect.ts";
import { refuseInsideUnit } from "./duckdb/writer/run-unit.ts";
import { SharedTask } from "./duckdb/writer/shared-task.ts";
import type { Executor } from "./executor.ts";
import { sharedStatementsOf } from "./postgres/sharing/shared-statements.ts";
import { transactionQueueOf } from "./postgres/sharing/shared-transactions.ts";
import type { SharedWork } from "./shared-work.ts";

/**
 * Serves the caller's input in a transaction that waiting callers with the same `work` object share. The caller is
 * answered once the transaction is durable. It uses the caller's transaction if there is one.
 */
export async function shareTransaction<DB, Input, Output>(
  executor: Executor<DB>,
  work: SharedWork<DB, Input, Output>,
  input: Input,
): Promise<Output> {
  if (executor.isTransaction) return serveAlone(executor as Transaction<DB>, work, input);
  const engine = duckDbEngineOf(executor);
  if (engine === undefined) {
    const shared = sharedStatementsOf(executor);
    return shared === undefined
      ? executor.transaction().execute((own) => serveAlone(own, work, input))
      : withCallersStack(() => transactionQueueOf(executor, shared, work).serve(input));
  }
  refuseInsideUnit();
  // Takes the connection now: Kysely gives none to calls that still wait when it is destroyed.
  return executor.connection().execute(async (connection) => {
    const { hasOwnSession, signal } = await duckDbConnectionOf(connection);
    if (hasOwnSession) {
      return connection.transaction().execute((own) => serveAlone(own, work, input));
    }
    const task = new SharedTask<Input, Output>({
      name: `shared work ${numberOf(executor)}.${numberOf(work)}`,
      input,
      bytes: work.bytes(input),
      limits: engine.transactionLimits(),
      serve: (inputs) => connection.transaction().execute((shared) => work.run(shared, inputs)),
    });
    return withCallersStack(() => engine.submit(task, task.settled, signal));
  });
}

async function serveAlone<DB, Input, Output>(
  transaction: Transaction<DB>,
  work: SharedWork<DB, Input, Output>,
  input: Input,
): Promise<Output> {
  const [output] = await work.run(transaction, [input]);
  return output as Output;
}

const numbers = new WeakMap<object, number>();
let last = 0;

/** The number of an object, so that a name can tell objects apart. */
function numberOf(object: object): number {
  const known = numbers.get(object) ?? ++last;
  numbers.set(object, known);
  return known;
}
