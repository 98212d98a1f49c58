import { type LintedFile, type Problem, type Rule } from "../rule.ts";
import type { ColumnDefinition, Statement } from "../statement/statement.ts";

/**
 * A TIMESTAMP says no moment: what it means depends on the zone of whoever wrote it.
 *
 * Source: squawk `prefer-timestamptz`.
 */
export const timestampWithoutTimeZone: Rule = {
  id: "timestamp-without-time-zone",
  finds: "a column of type `TIMESTAMP`, not `TIMESTAMPTZ`",
  *check(file: LintedFile): Generator<Problem> {
    for (const { statement } of file.statements) {
      for (const { name, type, line } of columnsOf(statement)) {
        if (type.name !== "timestamp" && type.name !== "datetime") continue;
        yield { line, message: `${name} says no moment without a zone; make it TIMESTAMPTZ` };
      }
    }
  },
};

type Typed = Pick<ColumnDefinition, "name" | "type" | "line">;

function columnsOf(statement: Statement): readonly Typed[] {
  if (statement.kind === "create-table") return statement.columns ?? [];
  if (statement.kind !== "alter-table") return [];
  return statement.alterations.flatMap((one): Typed[] => {
    if (one.kind === "add-column") return [one.column];
    return one.kind === "set-type" ? [{ name: one.column, type: one.type, line: one.line }] : [];
  });
}
