import type { Kysely } from "kysely";
import type { SharedWork } from "../../shared-work.ts";
import { transactionTimedOut } from "../../time-limit.ts";
import { postgresConnectionOf } from "../dialect.ts";
import { lockTimeLimit } from "./lock-time-limit.ts";
import { SharedQueue } from "./shared-queue.ts";
import type { SharedStatements } from "./shared-statements.ts";

/** The most inputs of one transaction. */
const mostInputs = 500;

type AnyQueue = SharedQueue<never, never, unknown>;
const queues = new WeakMap<object, WeakMap<object, AnyQueue>>();

/** The queue of a kind of work on a database. */
export function transactionQueueOf<DB, Input, Output>(
  db: Kysely<DB>,
  { pool, budget }: SharedStatements,
  work: SharedWork<DB, Input, Output>,
): SharedQueue<Kysely<DB>, Input, Output> {
  pool.requireOpen();
  const ofDatabase = queues.get(db) ?? new WeakMap<object, AnyQueue>();
  queues.set(db, ofDatabase);
  type Queue = SharedQueue<Kysely<DB>, Input, Output>;
  const known = ofDatabase.get(work) as Queue | undefined;
  if (known) return known;
  const queue: Queue = new SharedQueue(
    {
      mostInputs,
      mostLanes: work.lanes,
      bytes: (input) => work.bytes(input),
      hold: (consumer) => db.connection().execute(consumer),
      isWanted: () => pool.isWanted,
      async serve(connection, inputs) {
        const outputs = await runWithin(pool.transactionTimeLimit, connection, work, inputs);
        return outputs.map((output) => () => output);
      },
    },
    budget,
  );
  ofDatabase.set(work, queue as unknown as AnyQueue);
  return queue;
}

/** Runs the work in a transaction. After the time limit it is rolled back, even if the work never ends. */
async function runWithin<DB, Input, Output>(
  timeLimit: number,
  db: Kysely<DB>,
  work: SharedWork<DB, Input, Output>,
  inputs: readonly Input[],
): Promise<readonly Output[]> {
  const connection = await postgresConnectionOf(db);
  connection.limitLockWaits(inputs.length > 1 ? lockTimeLimit : undefined);
  const timedOut = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = transactionTimedOut(timeLimit);
    connection.retire(error);
    timedOut.reject(error);
  }, timeLimit);
  try {
    const run = db.transaction().execute((transaction) => work.run(transaction, inputs));
    return await Promise.race([run, timedOut.promise]);
  } finally {
    clearTimeout(timer);
  }
}
