import type { Node } from "libpg-query";
import type { LintedFile, Problem, Rule, Step } from "../linted-file.ts";
import { findAll } from "../tree.ts";

const wayOut = "use CONCURRENTLY, in a file that begins with -- migrate: no-transaction";

/**
 * Finds statements that lock an older table on PostgreSQL and have an alternative.
 *
 * Source: https://www.postgresql.org/docs/current/explicit-locking.html and …/sql-createindex.html (Building
 * Indexes Concurrently); squawk `require-concurrent-index-creation`, `require-concurrent-index-deletion` and
 * `require-concurrent-reindex`; strong_migrations "adding an index non-concurrently" and "backfilling data".
 */
export const statementsUnderLock: Rule = function* statementsUnderLock(
  file: LintedFile,
): Generator<Problem> {
  if (file.engine !== "postgres") return;
  let locked: string | undefined;
  for (const step of file.steps) {
    const { node, line } = step;
    if (node === undefined) continue;
    const found = problemOf(node, step);
    if (found !== undefined) yield { rule: found[0], line, message: found[1] };
    if (step.actions.length > 0) locked ??= step.older[0];
    const changesRows = "UpdateStmt" in node || "DeleteStmt" in node || "MergeStmt" in node;
    if (!changesRows || locked === undefined || !file.inTransaction) continue;
    if (step.older.length === 0) continue;
    const message = `reads of ${locked}, which the file altered before, wait until these rows are changed and committed; change them in a file of their own`;
    yield { rule: "backfill-under-lock", line, message };
  }
};

type Found = readonly [rule: string, message: string] | undefined;

function problemOf(node: Node, { older: [table] }: Step): Found {
  if ("IndexStmt" in node) {
    const { concurrent = false, if_not_exists: ifNotExists = false } = node.IndexStmt;
    if (concurrent && ifNotExists) {
      const message = `IF NOT EXISTS accepts an invalid index that a failed run left; DROP INDEX CONCURRENTLY IF EXISTS before it, and leave out IF NOT EXISTS`;
      return ["concurrent-index-if-not-exists", message];
    }
    if (concurrent || table === undefined) return undefined;
    return [
      "index-not-concurrently",
      `writes to ${table} wait until the index is built; ${wayOut}`,
    ];
  }
  if ("DropStmt" in node && node.DropStmt.removeType === "OBJECT_INDEX") {
    if (node.DropStmt.concurrent === true || table === undefined) return undefined;
    const message = `it waits for all queries of the table, and new queries wait for it; ${wayOut}`;
    return ["index-not-concurrently", message];
  }
  if ("ReindexStmt" in node) {
    const onOwn = table === undefined && node.ReindexStmt.relation !== undefined;
    if (onOwn || hasOption(node.ReindexStmt.params, "concurrently")) return undefined;
    return ["index-not-concurrently", `writes wait until it is done; ${wayOut}`];
  }
  return lockOf(node, table);
}

function lockOf(node: Node, table: string | undefined): Found {
  const clusters = "ClusterStmt" in node || "RepackStmt" in node;
  if (clusters || ("VacuumStmt" in node && hasOption(node.VacuumStmt.options, "full"))) {
    const message = `PostgreSQL rewrites ${table ?? "every table"} under a lock that blocks reads; use autovacuum or pg_repack`;
    return ["table-rewrite", message];
  }
  if ("LockStmt" in node && table !== undefined) {
    const message = `other users of ${table} wait until the file is committed; leave it out, since each statement takes the lock that it needs`;
    return ["lock-table", message];
  }
  if ("RefreshMatViewStmt" in node && table !== undefined) {
    const { concurrent = false, skipData = false } = node.RefreshMatViewStmt;
    if (concurrent || skipData) return undefined;
    const message = `reads of ${table} wait until its query is done; use REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index`;
    return ["refresh-not-concurrently", message];
  }
  return undefined;
}

/** Whether a list of options, as in `VACUUM (FULL, ANALYZE)`, turns an option on. */
function hasOption(options: readonly Node[] | undefined, name: string): boolean {
  return findAll<{ defname?: string; arg?: unknown }>(options, "DefElem").some(
    ({ defname, arg }) =>
      defname === name && !/"(?:false|off|0)"|"boolval":\{\}/i.test(JSON.stringify(arg ?? "")),
  );
}
