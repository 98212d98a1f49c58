import type { Engine } from "@handsfree/query";
import type { Problem } from "../rule.ts";
import type { CanonicalText } from "../statement/canonical-text.ts";
import type { ColumnDefinition, Statement } from "../statement/statement.ts";
import { singleEngineTypes, typeInstead } from "./types.ts";

const cast = /(?::: |\bCAST \( (?:[^()]|\([^()]*\))*? AS )(?<type>\w+)/g;

/** The columns and casts of a statement whose type the engine has not. */
export function* typeProblems(
  engine: Engine,
  statement: Statement,
  { text, lineAt }: CanonicalText,
): Generator<Problem> {
  const problem = (line: number, written: string): Problem[] => {
    const taker = singleEngineTypes.get(written);
    if (taker === undefined || taker === engine) return [];
    return [
      {
        line,
        message: messageFor(taker, `the type ${written.toUpperCase()}`, typeInstead(written)),
      },
    ];
  };
  for (const { type, line } of typedColumns(statement)) {
    yield* problem(line, type.written);
    if (engine === "duckdb" && type.written === "timestamptz" && type.sizes.length > 0) {
      yield {
        line,
        message: messageFor("postgres", "a TIMESTAMPTZ with a precision", "TIMESTAMPTZ"),
      };
    }
  }
  for (const match of text.matchAll(cast)) {
    const offset = match.index + match[0].length - 1;
    yield* problem(lineAt(offset), match.groups?.["type"]?.toLowerCase() ?? "");
  }
}

/** The message of whatever only one engine takes. */
export function messageFor(taker: Engine, what: string, instead: string | undefined): string {
  const name = taker === "duckdb" ? "DuckDB" : "PostgreSQL";
  const wayOut = instead === undefined ? "give each engine a file of its own" : `use ${instead}`;
  return `only ${name} takes ${what}; ${wayOut}`;
}

function typedColumns(statement: Statement): readonly Pick<ColumnDefinition, "type" | "line">[] {
  if (statement.kind === "create-table") return statement.columns ?? [];
  if (statement.kind !== "alter-table") return [];
  return statement.alterations
    .map((one) => (one.kind === "add-column" ? one.column : one))
    .filter((one) => "type" in one);
}
