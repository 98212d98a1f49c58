import { isFresh, typeOf } from "../catalog/catalog.ts";
import { alterationsOf, type LintedFile, type Problem, type Rule, statementsOf } from "../rule.ts";
import type { TypeName } from "../statement/statement.ts";
import { describeType } from "./describe-type.ts";
import { replacementOf } from "./rebuild.ts";
import { isAsWide } from "./wider-type.ts";

/**
 * Where the new type does not hold every value of the old, the statement fails on a database that has one
 * that does not fit, though it went well on all those before, or it cuts values short.
 *
 * Source: squawk `changing-column-type`, strong_migrations "changing the type of a column".
 */
export const typeNarrowing: Rule = {
  id: "type-narrowing",
  finds: "a column gets a type that may not hold the values it has",
  *check(file: LintedFile): Generator<Problem> {
    for (const { table, alteration, before } of alterationsOf(file, "set-type")) {
      const from = typeOf(before, table, alteration.column);
      if (from !== undefined && isAsWide(alteration.type, from)) continue;
      yield {
        line: alteration.line,
        message: messageFor(`${table}.${alteration.column}`, from, alteration.type),
      };
    }
    yield* checkRebuilds(file);
  },
};

function* checkRebuilds(file: LintedFile): Generator<Problem> {
  for (const { statement, before } of statementsOf(file, "drop")) {
    if (statement.what !== "table") continue;
    for (const table of statement.names.filter((name) => !isFresh(before, name))) {
      for (const { name, type } of replacementOf(file, table)?.columns ?? []) {
        const from = typeOf(before, table, name);
        if (from === undefined || isAsWide(type, from)) continue;
        yield { line: statement.line, message: messageFor(`${table}.${name}`, from, type) };
      }
    }
  }
}

function messageFor(column: string, from: TypeName | undefined, to: TypeName): string {
  const old = from === undefined ? "its old type, which no file before shows" : describeType(from);
  return `${column} changes from ${old} to ${describeType(to)}, which may not hold every value; add a column of the new type, and fill it with what fits`;
}
