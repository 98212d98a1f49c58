import type { Kysely } from "kysely";
import { afterCommit } from "./commit-effects.ts";
import { lastingEngineOf } from "./duckdb/dialect.ts";
import type { Executor } from "./executor.ts";

type Listener = () => void;

/** By what all copies of a Kysely share, and on DuckDB all that have the file open. */
const listeners = new WeakMap<object, Map<string, Set<Listener>>>();

/**
 * Calls those who listen for a topic in this process, on this database: at once outside a transaction,
 * else after its commit, and not at all when it is rolled back. Other processes are not told. A topic that
 * nobody listens for costs next to nothing.
 *
 * @param topic what happened, by a name that both sides know.
 */
export async function tell<DB>(db: Executor<DB>, topic: string): Promise<void> {
  const identity = identityOf(db);
  // Looked up when it is told: who began to listen meanwhile may have looked before the commit.
  await afterCommit(db, () => {
    for (const listener of listeners.get(identity)?.get(topic) ?? []) listener();
  });
}

/**
 * Has a listener called each time that a topic is told of.
 *
 * @param listener must be quick and not throw. It runs in the async context of whoever tells, and is told
 *   nothing: what it wants to know it reads.
 * @returns what ends it.
 */
export function listen<DB>(db: Executor<DB>, topic: string, listener: Listener): () => void {
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

/** Kysely copies itself but keeps its adapter. */
function identityOf<DB>(db: Kysely<DB>): object {
  return lastingEngineOf(db) ?? db.getExecutor().adapter;
}
