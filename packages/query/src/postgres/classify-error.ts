import { DatabaseError, type ErrorCode, HandsFreeError } from "../errors.ts";

interface Rule {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable?: true;
}

const conflict: Rule = {
  code: "write_conflict",
  message: "another transaction changed or holds the same rows",
  retryable: true,
};
const unavailable: Rule = {
  code: "database_unavailable",
  message: "the database server cannot be reached, or ended the connection",
  retryable: true,
};
const refused: Rule = {
  code: "database_unreadable",
  message: "the database server refused the user, the password or the right to do this",
};
const damaged: Rule = {
  code: "database_failed",
  message: "the database server could not read or write its files",
};
const missing: Rule = {
  code: "database_not_found",
  message: "the server has no database with this name",
};
const tooMuch: Rule = {
  code: "invalid_query",
  message: "the statement has more columns or arguments than PostgreSQL allows",
};
const closed: Rule = { code: "database_closed", message: "the database has been closed" };
const unknown: Rule = { code: "query_failed", message: "the database could not run the statement" };

function exhausted(what: string): Rule {
  return { code: "out_of_resources", message: `the database server ${what}`, retryable: true };
}

/**
 * Rules by SQLSTATE, or by its class, the first two characters, if the SQLSTATE is not listed.
 *
 * @see https://www.postgresql.org/docs/18/errcodes-appendix.html
 */
const rulesByState: Readonly<Record<string, Rule>> = {
  "08": unavailable,
  "0A": {
    code: "invalid_query",
    message: "the statement uses a feature that PostgreSQL does not have",
  },
  "22": { code: "invalid_value", message: "a value does not fit its column's type" },
  "23": { code: "constraint_violation", message: "a constraint refused the row" },
  "23505": {
    code: "duplicate_key",
    message: "a row with the same unique key exists already",
  },
  "25": { code: "invalid_query", message: "the statement cannot run in this transaction" },
  "25006": {
    code: "database_read_only",
    message:
      "the database or the transaction is open for reading only, or the server has become a standby",
  },
  "25P02": {
    code: "transaction_aborted",
    message: "an earlier statement of this transaction failed, so none of it can be kept",
  },
  "25P03": unavailable,
  "25P04": unavailable,
  "28": refused,
  "3D000": missing,
  "3F": { code: "invalid_query", message: "the statement names a schema that does not exist" },
  "40001": conflict,
  "40002": { code: "constraint_violation", message: "a constraint refused the transaction" },
  "40P01": conflict,
  "42": {
    code: "invalid_query",
    message: "the statement does not fit the database's schema or SQL",
  },
  "42501": refused,
  "53": exhausted("ran out of disk, memory or connections; make room there and try again"),
  "53100": exhausted("has a full disk; make room there and try again"),
  "53200": exhausted("ran out of memory; try again, or with less at once"),
  "53300": exhausted(
    "has no connection left; close others, reduce poolSize, or raise max_connections, and try again",
  ),
  "54": { code: "invalid_value", message: "a value is larger or deeper than PostgreSQL allows" },
  "54011": tooMuch,
  "54023": tooMuch,
  "55P03": conflict,
  "57014": {
    code: "query_cancelled",
    message: "the server ended the statement before it was done",
  },
  "57P01": unavailable,
  "57P02": unavailable,
  "57P03": {
    ...unavailable,
    message: "the database server is starting, stopping or recovering; try again",
  },
  "57P04": missing,
  "57P05": unavailable,
  "58": damaged,
  XX001: damaged,
  XX002: damaged,
};

const networkCode = /^(?:E(?:CONN|HOST|NET|PIPE|TIMEDOUT|NOTFOUND|AI_|NOENT|ADDR)|ERR_(?:TLS|SSL))/;
const lostConnection =
  /^(?:Connection terminated|timeout (?:expired|exceeded)|Query read timeout|Client (?:has encountered|was closed))/;
const endedPool = /^Cannot use a pool after calling end/;

/**
 * Converts an error of `pg` to a `HandsFreeError`, with the original as its `cause`. Returns a `HandsFreeError`
 * unchanged.
 */
export function classifyError(error: unknown): HandsFreeError {
  if (error instanceof HandsFreeError) return error;
  const { code, message, retryable = false } = findRule(error);
  return new DatabaseError(code, message, { cause: error, retryable });
}

function findRule(error: unknown): Rule {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? "";
  const rule = rulesByState[code] ?? (code.length === 5 ? rulesByState[code.slice(0, 2)] : null);
  if (rule) return rule;
  if (networkCode.test(code)) return unavailable;
  const text = error instanceof Error ? error.message : String(error);
  if (endedPool.test(text)) return closed;
  return lostConnection.test(text) ? unavailable : unknown;
}
