import type { Node } from "libpg-query";
import { tokenize } from "../sql/tokenize.ts";
import { importOptional } from "./optional-package.ts";

/** Parses one statement; undefined when it is not in PostgreSQL's grammar. */
export type SqlParser = (statement: string) => Node | undefined;

/** PostgreSQL's own parser, if `libpg-query` is installed. */
export async function loadParser(): Promise<SqlParser | undefined> {
  const library = await importOptional("libpg-query", () => import("libpg-query"));
  if (library === undefined) return undefined;
  await library.loadModule();
  const parse: SqlParser = (statement) => {
    try {
      return library.parseSync(statement).stmts?.[0]?.stmt;
    } catch {
      return undefined;
    }
  };
  return (statement) =>
    parse(statement) ?? parse(maskDuckDbSyntax(statement)) ?? parse(headOf(statement));
}

const name = String.raw`(?:"(?:[^"]|"")*"|[\w.])+`;
const heads: readonly (readonly [pattern: RegExp, parsed: string])[] = [
  [
    new RegExp(String.raw`^CREATE\s+(?:OR\s+REPLACE\s+)?TABLE\s+(${name})\s+AS\b`, "i"),
    "CREATE TABLE $1 AS SELECT",
  ],
  [
    new RegExp(String.raw`^INSERT\s+(?:OR\s+\w+\s+)?INTO\s+(${name})`, "i"),
    "INSERT INTO $1 SELECT",
  ],
  [
    new RegExp(String.raw`^(?:UPDATE|DELETE\s+FROM)\s+(${name})(?=.*\b(?:WHERE|SET)\b)`, "is"),
    "DELETE FROM $1 WHERE true",
  ],
];

/**
 * Reduces a statement with DuckDB's own expressions, such as `SELECT * EXCLUDE (a)`, to its effect on a table.
 * Its query becomes an empty `SELECT`.
 */
function headOf(statement: string): string {
  for (const [pattern, parsed] of heads) {
    const [, found] = pattern.exec(statement) ?? [];
    if (found !== undefined) return parsed.replace("$1", () => found);
  }
  return statement;
}

const typesWithFields = new Set(["STRUCT", "ROW", "MAP", "UNION", "ENUM"]);

/**
 * DuckDB's grammar is based on PostgreSQL's. This blanks out DuckDB's additions to table definitions, `OR
 * REPLACE` and the fields of nested types, so that the rest can be parsed. Other characters keep their place.
 */
function maskDuckDbSyntax(statement: string): string {
  let depth = 0;
  let before = "";
  const texts = tokenize(statement).map(({ kind, text }, index, tokens) => {
    if (kind === "space" || kind === "comment") return text;
    const word = text.toUpperCase();
    const opensFields = depth === 0 && text === "(" && typesWithFields.has(before);
    if (opensFields || depth > 0) depth += text === "(" ? 1 : text === ")" ? -1 : 0;
    const isFields = opensFields || depth > 0 || (text === ")" && before === "masked");
    const isReplace = isOrReplace(
      word,
      before,
      tokens.slice(index + 1).find((next) => next.kind === "word")?.text,
    );
    before = isFields ? "masked" : word;
    return isFields || isReplace ? " ".repeat(Buffer.byteLength(text)) : text;
  });
  return texts.join("");
}

function isOrReplace(word: string, before: string, next: string | undefined): boolean {
  if (word === "OR") return before === "CREATE" && next?.toUpperCase() === "REPLACE";
  return word === "REPLACE" && before === "OR";
}

/** Whether a statement replaces an existing table, as DuckDB can. */
export function replacesTable(statement: string): boolean {
  return /^CREATE\s+OR\s+REPLACE\s+(?:TEMP\w*\s+)?TABLE\b/i.test(statement);
}
