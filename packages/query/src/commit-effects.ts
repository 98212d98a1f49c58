import type { DatabaseConnection } from "kysely";
import type { Executor } from "./executor.ts";

/** What is to happen once the transaction on a connection is durable. It must be quick and not throw. */
export type CommitEffect = () => void;

const waiting = new WeakMap<DatabaseConnection, CommitEffect[]>();

/**
 * Has the effect happen once what the executor wrote is durable: at once outside a transaction, else after
 * its commit, and never after a rollback. What a savepoint undid is not told apart.
 */
export async function afterCommit<DB>(executor: Executor<DB>, effect: CommitEffect): Promise<void> {
  if (!executor.isTransaction) {
    effect();
    return;
  }
  await executor.getExecutor().provideConnection(async (connection) => {
    waiting.set(connection, [...(waiting.get(connection) ?? []), effect]);
  });
}

/** Takes what waits for the connection's transaction, so that each happens once, or, dropped, never. */
export function takeEffects(connection: DatabaseConnection): readonly CommitEffect[] {
  const effects = waiting.get(connection) ?? [];
  waiting.delete(connection);
  return effects;
}
