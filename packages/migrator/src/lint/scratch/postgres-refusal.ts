import { lineOfPosition } from "../../run/postgres-message.ts";
import type { Refusal } from "./scratch.ts";

/** The fields of an error of PGlite. */
interface PostgresError extends Error {
  readonly code?: string;
  readonly hint?: string;
  /** In characters, from 1. */
  readonly position?: string;
}

/** By SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
export function refusalOf(error: unknown, statement: string): Refusal {
  const { code = "", message, hint, position } = error as PostgresError;
  const said = hint === undefined ? message : `${message} (${hint})`;
  return {
    kind: kindOf(code, message),
    message: said.replaceAll(/\s+/g, " "),
    line: lineOfPosition(position, statement),
  };
}

function kindOf(code: string, message: string): Refusal["kind"] {
  if (code === "25001" || code === "2D000") return "transaction";
  // I/O, resources, operator and internal errors concern this server, not the statement.
  if (/^(?:08|53|57|58|XX)/.test(code)) return "unavailable";
  if (/^(?:extension|language|tablespace|foreign-data wrapper) "[^"]*"/.test(message)) {
    return /is not available|does not exist/.test(message) ? "unavailable" : "refused";
  }
  return ["42P01", "42703", "42704", "42883", "3F000"].includes(code) ? "missing" : "refused";
}

/** The missing role that a statement was refused for. */
export function missingRole(refusal: Refusal | undefined): string | undefined {
  return /^role "(?<role>[^"]+)" does not exist/.exec(refusal?.message ?? "")?.groups?.role;
}
