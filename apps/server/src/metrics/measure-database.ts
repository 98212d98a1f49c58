import type { DatabaseObserver } from "@handsfree/query";
import { Counter, Gauge, Histogram, type Registry } from "@prometheus-io/client";

/** Upper bounds in seconds. */
const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 10];

/** Measures the commits and the queues of a DuckDB file. On PostgreSQL the measures stay at 0. */
export function measureDatabase(
  registry: Registry,
): Required<Pick<DatabaseObserver, "onCommit" | "onRead">> {
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
  const waitingWrites = new Gauge({
    name: "handsfree_duckdb_writes_waiting",
    help: "Writes that waited in the queue of the writer at its last commit.",
    registers,
  });
  const waitingReads = new Gauge({
    name: "handsfree_duckdb_reads_waiting",
    help: "Reads that waited for a connection at the end of the last read.",
    registers,
  });
  return {
    onCommit(commit) {
      commits.observe(commit.milliseconds / 1000);
      writes.inc(commit.writes);
      waitingWrites.set(commit.waiting);
    },
    onRead: (read) => waitingReads.set(read.waiting),
  };
}
