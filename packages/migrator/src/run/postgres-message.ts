import { lineEnds } from "../sql/token.ts";
import { maskValues, type ServerMessage } from "./mask-values.ts";

/** The fields of PostgreSQL's errors as `pg` returns them. */
interface PostgresError extends Error {
  /** SQLSTATE. */
  readonly code: string;
  readonly detail?: string;
  readonly hint?: string;
  /** In characters from the statement's start, from 1. */
  readonly position?: string;
  /** The server's function that raised the error. */
  readonly routine?: string;
}

export function isPostgresError(error: Error): error is PostgresError {
  const { code, severity } = error as Partial<PostgresError & { severity: unknown }>;
  return typeof severity === "string" && /^[0-9A-Z]{5}$/.test(code ?? "");
}

/** RAISE and ASSERT: the author of the migration or of a function wrote the whole text. */
const byAuthor = new Set(["exec_stmt_raise", "exec_stmt_assert"]);
/** Classes of SQLSTATE whose messages name objects and no values. In other messages, quoted text is masked. */
const namesObjects = new Set(
  "0A 23 25 26 27 2B 2D 34 3B 3D 3F 40 42 44 53 54 55 57 58 XX".split(" "),
);
/** Classes whose details name objects, such as the dependents of a table. Other details quote rows. */
const detailsObjects = new Set("0A 2B 42 55".split(" "));

/** @see https://www.postgresql.org/docs/18/protocol-error-fields.html */
export function postgresMessage(error: PostgresError, statement: string): ServerMessage {
  const { code, message, routine = "" } = error;
  const [authored, family] = [byAuthor.has(routine), code.slice(0, 2)];
  const safe = authored || namesObjects.has(family);
  const detail = authored || detailsObjects.has(family) ? error.detail : undefined;
  const hint = safe ? error.hint : error.hint && maskValues(error.hint);
  const parts = [
    safe ? message : maskValues(message),
    ...(detail ? [` (${detail.replaceAll("\n", "; ")})`] : []),
    ...(hint ? [`; hint: ${hint}`] : []),
  ];
  return { text: parts.join(""), line: lineOfPosition(error.position, statement) };
}

/** The line of a statement that PostgreSQL points at, from 1. */
export function lineOfPosition(
  position: string | undefined,
  statement: string,
): number | undefined {
  if (position === undefined) return undefined;
  const before = Array.from(statement).slice(0, Number(position) - 1);
  return 1 + lineEnds(before.join(""));
}
