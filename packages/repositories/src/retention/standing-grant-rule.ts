import { sql } from "kysely";
import type { RetentionRule } from "./rule.ts";
import { deleteRows, sweepRule } from "./sweep.ts";

export const standingGrantsRule: RetentionRule = sweepRule({
  table: "standing_grants",
  key: "id",
  time: "created_at",
  scope: sql`true`,
  // A grant expires after it was made; DuckDB's zone maps can use that condition.
  due: ({ before }) => sql`(created_at <= ${before} and expires_at <= ${before})`,
  remove: deleteRows("standing_grants"),
});
