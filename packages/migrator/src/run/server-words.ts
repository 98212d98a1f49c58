import { HandsFreeError } from "@handsfree/query";
import { duckDbWords } from "./duckdb-words.ts";
import type { ServerWords } from "./safe-words.ts";
import { isPostgresError, postgresWords } from "./postgres-words.ts";

/** For these codes our own message says more than the server's. */
const ownWords: ReadonlySet<string> = new Set([
  "database_closed",
  "database_failed",
  "database_locked",
  "database_unavailable",
  "overloaded",
  "out_of_resources",
  "query_timed_out",
  "transaction_timed_out",
]);

/** The longest message, in characters: a server can list a hundred dependent objects. */
const mostCharacters = 800;

/**
 * The server's message, detail and hint, without values of rows.
 *
 * @param statement its text; empty when unknown.
 */
export function serverWords(cause: unknown, statement = ""): ServerWords {
  if (!(cause instanceof HandsFreeError)) return { text: String(cause), line: undefined };
  if (cause.code === "transaction_timed_out") {
    const text =
      "the transaction reached the time limit of this DuckDB database; open the database with openForMigrations, as handsfree migrate up does";
    return { text, line: undefined };
  }
  const driver = cause.cause;
  if (ownWords.has(cause.code) || !(driver instanceof Error) || driver instanceof HandsFreeError) {
    return { text: cause.message, line: undefined };
  }
  const { text, line } = isPostgresError(driver)
    ? postgresWords(driver, statement)
    : duckDbWords(driver.message, statement);
  const oneLine = text
    .replaceAll(/\s*\n\s*/g, " ")
    .trim()
    .replace(/\.$/, "");
  const short = oneLine.length > mostCharacters ? `${oneLine.slice(0, mostCharacters)}…` : oneLine;
  return { text: short === "" ? cause.message : short, line };
}
