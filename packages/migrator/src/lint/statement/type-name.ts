import type { Token } from "../../sql/token.ts";
import { Cursor } from "./cursor.ts";
import type { TypeName } from "./statement.ts";

const synonyms: Readonly<Record<string, string>> = {
  bool: "boolean",
  bpchar: "char",
  bytea: "blob",
  character: "char",
  "character varying": "varchar",
  "char varying": "varchar",
  decimal: "numeric",
  double: "double precision",
  float: "double precision",
  float4: "real",
  float8: "double precision",
  int: "integer",
  int1: "tinyint",
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
  long: "bigint",
  short: "smallint",
  string: "text",
  "time with time zone": "timetz",
  "time without time zone": "time",
  "timestamp with time zone": "timestamptz",
  "timestamp without time zone": "timestamp",
  "bit varying": "varbit",
};

/** Reads a type, of which these are all the tokens. */
export function readTypeName(tokens: readonly Token[]): TypeName {
  const cursor = new Cursor(tokens);
  const words: string[] = [];
  let sizes: number[] = [];
  let array = false;
  while (!cursor.done) {
    const group = cursor.parenthesized();
    if (group !== undefined) {
      sizes = group.filter(({ kind }) => kind === "number").map(({ text }) => Number(text));
      continue;
    }
    const { text, kind } = cursor.step() ?? { text: "", kind: "other" };
    if (text === "[" || text.toUpperCase() === "ARRAY") array = true;
    else if (kind === "word") words.push(text.toLowerCase());
    else if (kind === "quoted-name") words.push(text.slice(1, -1).toLowerCase());
  }
  // DuckDB reads FLOAT as four bytes, PostgreSQL as eight; no rule depends on which.
  const name = words.join(" ");
  return { written: name, name: synonyms[name] ?? name, sizes, array };
}
