import { HandsFreeError } from "@handsfree/query";
import { duckDbMessage } from "./duckdb-message.ts";
import type { ServerMessage } from "./mask-values.ts";
import { isPostgresError, postgresMessage } from "./postgres-message.ts";

/** For these codes our own message says more than the server's. */
const ownMessages: ReadonlySet<string> = new Set([
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
const maximumCharacters = 800;

/**
 * The server's message, detail and hint, without values of rows.
 *
 * @param statement its text; empty when unknown.
 */
export function serverMessage(cause: unknown, statement = ""): ServerMessage {
  if (!(cause instanceof HandsFreeError)) return { text: String(cause), line: undefined };
  if (cause.code === "transaction_timed_out") {
    const text =
      "the transaction reached the time limit of this DuckDB database; open the database with openForMigrations, as handsfree migrate up does";
    return { text, line: undefined };
  }
  const driver = cause.cause;
  if (
    ownMessages.has(cause.code) ||
    !(driver instanceof Error) ||
    driver instanceof HandsFreeError
  ) {
    return { text: cause.message, line: undefined };
  }
  const { text, line } = isPostgresError(driver)
    ? postgresMessage(driver, statement)
    : duckDbMessage(driver.message, statement);
  const oneLine = text
    .replaceAll(/\s*\n\s*/g, " ")
    .trim()
    .replace(/\.$/, "");
  const short =
    oneLine.length > maximumCharacters ? `${oneLine.slice(0, maximumCharacters)}…` : oneLine;
  return { text: short === "" ? cause.message : short, line };
}
