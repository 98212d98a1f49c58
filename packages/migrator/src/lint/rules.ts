import type { Rule } from "./rule.ts";
import { backfillUnderLock } from "./rules/backfill-under-lock.ts";
import { cascade } from "./rules/cascade.ts";
import { concurrentIndexIfNotExists } from "./rules/concurrent-index-if-not-exists.ts";
import { constraintBuildsIndex } from "./rules/constraint-builds-index.ts";
import { constraintWithoutNotValid } from "./rules/constraint-without-not-valid.ts";
import { deleteAllRows } from "./rules/delete-all-rows.ts";
import { dropColumn } from "./rules/drop-column.ts";
import { dropNotNull } from "./rules/drop-not-null.ts";
import { dropSchema } from "./rules/drop-schema.ts";
import { dropTable } from "./rules/drop-table.ts";
import { duckdbRefuses } from "./rules/duckdb-refuses.ts";
import { indexNotConcurrently } from "./rules/index-not-concurrently.ts";
import { missingNoTransaction } from "./rules/missing-no-transaction.ts";
import { needlessNoTransaction } from "./rules/needless-no-transaction.ts";
import { notNullWithoutDefault } from "./rules/not-null-without-default.ts";
import { postgresRefuses } from "./rules/postgres-refuses.ts";
import { renameColumn } from "./rules/rename-column.ts";
import { renameTable } from "./rules/rename-table.ts";
import { sessionSetting } from "./rules/session-setting.ts";
import { setNotNull } from "./rules/set-not-null.ts";
import { severalWithoutTransaction } from "./rules/several-without-transaction.ts";
import { singleEngineSql } from "./rules/single-engine-sql.ts";
import { tableRewrite } from "./rules/table-rewrite.ts";
import { timestampWithoutTimeZone } from "./rules/timestamp-without-time-zone.ts";
import { transactionStatement } from "./rules/transaction-statement.ts";
import { typeNarrowing } from "./rules/type-narrowing.ts";

/** Every rule that a silence can name: what loses data, what stops running code, what an engine refuses. */
export const lintRules: readonly Rule[] = [
  dropTable,
  dropSchema,
  dropColumn,
  deleteAllRows,
  cascade,
  typeNarrowing,
  notNullWithoutDefault,
  dropNotNull,
  renameTable,
  renameColumn,
  timestampWithoutTimeZone,
  setNotNull,
  tableRewrite,
  indexNotConcurrently,
  concurrentIndexIfNotExists,
  constraintWithoutNotValid,
  constraintBuildsIndex,
  backfillUnderLock,
  singleEngineSql,
  duckdbRefuses,
  postgresRefuses,
  transactionStatement,
  missingNoTransaction,
  needlessNoTransaction,
  severalWithoutTransaction,
  sessionSetting,
];
