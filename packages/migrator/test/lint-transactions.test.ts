import { testTransactions } from "./lint-transactions.ts";

testTransactions([
  "CHECKPOINT",
  "FORCE CHECKPOINT",
  "VACUUM",
  "ANALYZE t",
  "CREATE INDEX CONCURRENTLY j ON t (a)",
  "DROP INDEX i",
  "ATTACH ':memory:' AS other",
]);
