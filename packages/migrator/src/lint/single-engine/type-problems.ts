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
  const takerOf = (written: string): Engine | undefined => {
    const taker = singleEngineTypes.get(written);
    return taker === engine ? undefined : taker;
  };
  for (const { type, line } of typedColumns(statement)) {
    const taker = takerOf(type.written);
    if (taker !== undefined) yield { line, message: messageForType(taker, type.written) };
    if (engine === "duckdb" && type.written === "timestamptz" && type.sizes.length > 0) {
      yield {
        line,
        message: messageFor("postgres", "a TIMESTAMPTZ with a precision", "TIMESTAMPTZ"),
      };
    }
  }
  for (const match of text.matchAll(cast)) {
    const written = match.groups?.["type"]?.toLowerCase() ?? "";
    const taker = takerOf(written);
    if (taker === undefined) continue;
    const line = lineAt(match.index + match[0].length - 1);
    yield { line, message: messageForType(taker, written) };
  }
}

function messageForType(taker: Engine, written: string): string {
  return messageFor(taker, `the type ${written.toUpperCase()}`, typeInstead(written));
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
