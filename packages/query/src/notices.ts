import type { Kysely } from "kysely";
import { afterCommit } from "./commit-effects.ts";
import { lastingEngineOf } from "./duckdb/dialect/dialect.ts";
import type { Executor } from "./executor.ts";

type Listener = () => void;

/** The key is shared by all copies of one Kysely and, on DuckDB, by all that have the file open. */
const listeners = new WeakMap<object, Map<string, Set<Listener>>>();

/**
 * Calls the subscribers of a topic in this process, on this database. Outside a transaction it calls them at
 * once; in one, after the commit, and not at all after a rollback. It does not reach other processes. A topic
 * without subscribers costs next to nothing.
 *
 * @param topic the name of the event.
 */
export async function notify<DB>(db: Executor<DB>, topic: string): Promise<void> {
  const identity = identityOf(db);
  // Looked up after the commit: a listener that subscribed meanwhile may have read the state before it.
  await afterCommit(db, () => {
    for (const listener of listeners.get(identity)?.get(topic) ?? []) listener();
  });
}

/**
 * Calls the listener at each `notify` of a topic.
 *
 * @param listener must be quick and not throw. It runs in the async context of the notifier. It gets no
 *   arguments, so it reads the new state itself.
 * @returns a function that ends the subscription.
 */
export function subscribe<DB>(db: Executor<DB>, topic: string, listener: Listener): () => void {
  const identity = identityOf(db);
  const topics = listeners.get(identity) ?? new Map<string, Set<Listener>>();
  listeners.set(identity, topics);
  const others = topics.get(topic) ?? new Set();
  topics.set(topic, others);
  const own: Listener = () => listener();
  others.add(own);
  return () => {
    others.delete(own);
    if (others.size === 0 && topics.get(topic) === others) topics.delete(topic);
  };
}

/**
 * Calls the listener after each commit of this process on DuckDB, also one that failed or that changed nothing the
 * listener knows. On PostgreSQL it is never called: other processes commit as well, so the listener has to ask.
 *
 * @param listener must be quick and not throw.
 * @returns a function that ends the subscription.
 */
export function subscribeToCommits<DB>(db: Executor<DB>, listener: Listener): () => void {
  const engine = lastingEngineOf(db);
  if (engine === undefined) return () => undefined;
  const own: Listener = () => listener();
  engine.commitListeners.add(own);
  return () => void engine.commitListeners.delete(own);
}

/** Kysely copies itself but keeps its adapter. */
function identityOf<DB>(db: Kysely<DB>): object {
  return lastingEngineOf(db) ?? db.getExecutor().adapter;
}
