import { type Catalog, typeOf } from "../catalog/catalog.ts";
import {
  alterationsOf,
  type AlterationOf,
  type LintedFile,
  type Problem,
  type Rule,
} from "../rule.ts";
import { canonicalText } from "../statement/canonical-text.ts";
import { describeType } from "./describe-type.ts";
import { isPlainCast, keepsStorage } from "./keeps-storage.ts";
import { volatileFunction } from "./volatile-default.ts";

const rewritingAlteration =
  /^(?:SET (?:UN)?LOGGED|SET TABLESPACE|SET ACCESS METHOD|ALTER .* SET EXPRESSION)\b/;
const rewritingStatement =
  /^(?:VACUUM FULL\b|VACUUM \([^)]*\bFULL\b(?! (?:FALSE|OFF)\b)[^)]*\)|CLUSTER\b)/;

/**
 * Some changes make PostgreSQL write the table and its indexes anew, while nobody can read it: a new type
 * that is stored otherwise, a new column whose value differs from row to row.
 *
 * Source: https://www.postgresql.org/docs/current/sql-altertable.html (Notes), squawk
 * `adding-field-with-default`, strong_migrations "adding a column with a volatile default". The tests ask
 * PostgreSQL which of them change the table's file.
 */
export const tableRewrite: Rule = {
  id: "table-rewrite",
  finds:
    "PostgreSQL writes an older table anew: other type, volatile default, `SERIAL`, identity, stored column, `VACUUM FULL`",
  *check(file: LintedFile): Generator<Problem> {
    if (file.engine !== "postgres") return;
    for (const { table, alteration, before } of alterationsOf(file, "set-type")) {
      const reason = reasonOfType(before, table, alteration);
      if (reason !== undefined) yield problem(alteration.line, table, reason);
    }
    for (const { table, alteration } of alterationsOf(file, "add-column")) {
      const reason = reasonOfColumn(alteration);
      if (reason !== undefined) yield problem(alteration.line, table, reason);
    }
    for (const { table, alteration } of alterationsOf(file, "other")) {
      const [reason] = rewritingAlteration.exec(alteration.text) ?? [];
      if (reason !== undefined) yield problem(alteration.line, table, reason);
    }
    for (const { statement } of file.statements) {
      const [reason] = rewritingStatement.exec(canonicalText(statement.tokens).text) ?? [];
      if (reason !== undefined) yield problem(statement.line, "the table", reason);
    }
  },
};

function reasonOfType(
  before: Catalog,
  table: string,
  { column, type, using }: AlterationOf<"set-type">,
): string | undefined {
  const from = typeOf(before, table, column);
  if (from !== undefined && keepsStorage(type, from)) {
    return using === undefined || isPlainCast(column, using) ? undefined : "the USING expression";
  }
  const old = from === undefined ? "a type that no file before shows" : describeType(from);
  return `from ${old} to ${describeType(type)}`;
}

function reasonOfColumn({ column }: AlterationOf<"add-column">): string | undefined {
  if (column.type.name.endsWith("serial")) return "SERIAL";
  if (column.generated === "identity") return "GENERATED AS IDENTITY";
  if (column.generated === "stored") return "a STORED column";
  const call = volatileFunction(column.defaultsTo ?? []);
  return call === undefined ? undefined : `a default that calls ${call}()`;
}

function problem(line: number, table: string, reason: string): Problem {
  return {
    line,
    message: `PostgreSQL writes ${table} anew (${reason}) while nobody can read it; add an empty column, and fill it in a file of its own`,
  };
}
