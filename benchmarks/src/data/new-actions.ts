import { actionColumns, waiting } from "./seed-statements.ts";
import type { SqlDialect } from "./sql-dialect.ts";

export const newActionPayload = '{"pr":1}';

export interface NewActions {
  readonly type: string;
  /** The number of owners, whose actions follow each other in turn. */
  readonly owners: number;
  readonly from: number;
  readonly to: number;
}

/** Makes new actions with the tokens `${type}-${i}`, of the owners with `hashedId` of `${type}/${i % owners}`. */
export function newActionsStatement(
  dialect: SqlDialect,
  state: "pending" | "confirmed",
  { type, owners, from, to }: NewActions,
): string {
  const now = Date.now();
  const user = dialect.hashedId(`'${type}/' || CAST(i % ${owners} AS TEXT)`);
  const payload = `'${newActionPayload}'`;
  const time = dialect.time(String(now));
  const decided = state === "confirmed";
  const columns = decided ? `${actionColumns}, decided_at, queued_at, decided_by` : actionColumns;
  return `INSERT INTO pending_actions (${columns})
    SELECT ${dialect.timeOrderedId(String(now), "i")},
      ${dialect.sha256(`'${type}-' || CAST(i AS TEXT)`)}, ${user}, ${user},
      'Merge it', '${type}', ${dialect.json(payload)}, ${dialect.sha256(payload)},
      '${state}', 1, ${decided ? 1 : 0}, ${waiting},
      ${dialect.time("4102444800000")}, ${time}
      ${decided ? `, ${time}, ${time}, ${user}` : ""}
    FROM ${dialect.series(from, to)}`;
}
