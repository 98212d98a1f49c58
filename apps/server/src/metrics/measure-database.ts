import type { DatabaseObserver } from "@handsfree/query";
import { Counter, Gauge, Histogram, type Registry } from "@prometheus-io/client";
import type { DatabaseQueues } from "../database-queues.ts";

/** Upper bounds in seconds. */
const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 10];

/**
 * Measures the commits and the queues of a DuckDB file. On PostgreSQL the measures stay at 0.
 *
 * @returns what the database tells, for the queues too.
 */
export function measureDatabase(registry: Registry, queues: DatabaseQueues): DatabaseObserver {
  const registers = [registry];
  const commits = new Histogram({
    name: "handsfree_duckdb_commit_duration_seconds",
    help: "The time from the start of the writes that share a commit until they are durable.",
    buckets,
    registers,
  });
  const writes = new Counter({
    name: "handsfree_duckdb_writes_total",
    help: "Writes that were committed or failed. Many can share a commit.",
    registers,
  });
  const waiting = new Gauge({
    name: "handsfree_duckdb_waiting",
    help: "Writes that waited for the writer at its last commit, and reads that waited for a connection at the end of the last read.",
    labelNames: ["kind"],
    registers,
    collect() {
      waiting.set({ kind: "write" }, queues.writes);
      waiting.set({ kind: "read" }, queues.reads);
    },
  });
  return {
    onCommit(commit) {
      queues.observer.onCommit(commit);
      commits.observe(commit.milliseconds / 1000);
      writes.inc(commit.writes);
    },
    onRead: (read) => queues.observer.onRead(read),
  };
}
