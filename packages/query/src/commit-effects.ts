import type { DatabaseConnection } from "kysely";
import type { Executor } from "./executor.ts";

/** An action to run after the commit of a connection's transaction. It must be quick and not throw. */
export type CommitEffect = () => void;

const waiting = new WeakMap<DatabaseConnection, CommitEffect[]>();

/**
 * Runs the effect once the writes of the executor are durable: at once outside a transaction, else after its
 * commit. After a rollback the effect never runs. A rollback to a savepoint does not drop it.
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

/** Removes and returns the effects that wait for the connection's transaction. */
export function takeEffects(connection: DatabaseConnection): readonly CommitEffect[] {
  const effects = waiting.get(connection) ?? [];
  waiting.delete(connection);
  return effects;
}
