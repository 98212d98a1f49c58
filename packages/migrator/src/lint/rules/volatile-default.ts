import type { Token } from "../../sql/token.ts";

/** What gives one value for the whole statement, so that PostgreSQL stores it once and not in every row. */
const steady = new Set([
  "now",
  "transaction_timestamp",
  "statement_timestamp",
  "date_trunc",
  "to_timestamp",
  "make_date",
  "upper",
  "lower",
  "concat",
  "concat_ws",
  "format",
  "md5",
  "sha256",
  "encode",
  "decode",
  "convert_to",
  "coalesce",
  "nullif",
  "greatest",
  "least",
  "abs",
  "round",
  "length",
  "replace",
  "substring",
  "trim",
  "json_build_object",
  "json_build_array",
  "jsonb_build_object",
  "jsonb_build_array",
  "to_json",
  "to_jsonb",
  "current_setting",
  "make_interval",
  "numeric",
  "varchar",
  "char",
  "timestamptz",
  "timestamp",
  "interval",
]);

/** The first function of an expression that may give another value for each row. */
export function volatileFunction(expression: readonly Token[]): string | undefined {
  const call = expression.find(
    ({ kind, text }, at) =>
      kind === "word" && expression[at + 1]?.text === "(" && !steady.has(text.toLowerCase()),
  );
  return call?.text.toLowerCase();
}
