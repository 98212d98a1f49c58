/** A rule, which a silence can name. */
export interface LintRule {
  /** Kebab-case. */
  readonly id: string;
  /** The statements it finds, on one line of Markdown. */
  readonly finds: string;
}

const finds = {
  "drop-table": "a table is dropped or replaced, and its rows were not copied",
  "drop-schema": "a schema or a database is dropped",
  "drop-column": "a column is dropped, or left out where its table is rebuilt",
  "drop-object": "a view, type, function or sequence is dropped, and not created again",
  "delete-all-rows": "`TRUNCATE`, or a `DELETE` without `WHERE`",
  cascade: "`DROP … CASCADE`, `TRUNCATE … CASCADE`",
  "type-narrowing": "a column gets a type that may not hold the values it has",
  "not-null-without-default": "`ADD COLUMN … NOT NULL` without a default",
  "drop-not-null": "`DROP NOT NULL`",
  "rename-table": "a table is renamed that running code uses",
  "rename-column": "a column is renamed that running code uses",
  "set-schema": "a table, type or function is moved to another schema",
  "timestamp-without-time-zone": "a column of type `TIMESTAMP`, not `TIMESTAMPTZ`",
  "set-not-null": "`SET NOT NULL` on PostgreSQL, without a valid `CHECK (… IS NOT NULL)`",
  "table-rewrite":
    "PostgreSQL rewrites an older table: other type, volatile default, `SERIAL`, identity, stored column, `VACUUM FULL`",
  "index-rebuild":
    "PostgreSQL rebuilds an index of an older table: another collation, `TIMESTAMP` to `TIMESTAMPTZ`",
  "index-not-concurrently":
    "an index of an older table is made, dropped or rebuilt without `CONCURRENTLY` on PostgreSQL",
  "concurrent-index-if-not-exists":
    "`CREATE INDEX CONCURRENTLY IF NOT EXISTS` on PostgreSQL, which accepts an invalid index",
  "constraint-without-not-valid":
    "a `CHECK` or foreign key is added to a table or a domain without `NOT VALID`, or validated in the same file, on PostgreSQL",
  "constraint-builds-index":
    "a `UNIQUE`, `PRIMARY KEY` or `EXCLUDE` is added to an older table on PostgreSQL, without `USING INDEX`",
  "attach-partition":
    "`ATTACH PARTITION` that reads an older table on PostgreSQL, because no valid `CHECK` proves its bounds",
  "detach-partition": "`DETACH PARTITION` without `CONCURRENTLY` on PostgreSQL",
  "refresh-not-concurrently": "`REFRESH MATERIALIZED VIEW` without `CONCURRENTLY` on PostgreSQL",
  "lock-table": "`LOCK TABLE` on PostgreSQL",
  "backfill-under-lock":
    "rows are changed after an `ALTER TABLE` in the same transaction on PostgreSQL",
  "name-too-long": "a name of more than 63 bytes, which PostgreSQL cuts short",
  "missing-semicolon": "two statements are read as one",
  "single-engine-sql": "a file for both engines has SQL that only one of them accepts",
  "duckdb-refuses": "DuckDB refuses a statement, or will when the table has rows",
  "postgres-refuses": "PostgreSQL refuses a statement",
  "transaction-statement": "the file begins or ends a transaction",
  "missing-no-transaction":
    "`CREATE INDEX CONCURRENTLY`, `VACUUM`, `CHECKPOINT` and the like in a file that runs in a transaction",
  "needless-no-transaction": "`-- migrate: no-transaction` in a file that could run in one",
  "several-without-transaction":
    "a `no-transaction` file with more than one statement that cannot run twice",
  "session-setting": "`SET` on DuckDB, which outlasts its file",
} as const satisfies Readonly<Record<string, string>>;

/** All rules that a silence can name. */
export const lintRules: readonly LintRule[] = Object.entries(finds).map(([id, text]) => ({
  id,
  finds: text,
}));
