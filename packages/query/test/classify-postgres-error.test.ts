import { expect, test } from "vitest";
import { classifyError } from "../src/postgres/classify-error.ts";

test.for([
  ["23505", "duplicate_key", false],
  ["23502", "constraint_violation", false],
  ["23503", "constraint_violation", false],
  ["23514", "constraint_violation", false],
  ["23P01", "constraint_violation", false],
  ["40001", "write_conflict", true],
  ["40P01", "write_conflict", true],
  ["55P03", "write_conflict", true],
  ["22P02", "invalid_value", false],
  ["22P05", "invalid_value", false],
  ["22003", "invalid_value", false],
  ["22021", "invalid_value", false],
  ["54001", "invalid_value", false],
  ["42601", "invalid_query", false],
  ["42P01", "invalid_query", false],
  ["42703", "invalid_query", false],
  ["0A000", "invalid_query", false],
  ["25001", "invalid_query", false],
  ["42501", "database_unreadable", false],
  ["28P01", "database_unreadable", false],
  ["28000", "database_unreadable", false],
  ["53100", "out_of_resources", true],
  ["53200", "out_of_resources", true],
  ["53300", "out_of_resources", true],
  ["25P02", "transaction_aborted", false],
  ["25006", "database_read_only", false],
  ["57P01", "database_unavailable", true],
  ["57P02", "database_unavailable", true],
  ["57P03", "database_unavailable", true],
  ["57P05", "database_unavailable", true],
  ["25P03", "database_unavailable", true],
  ["08006", "database_unavailable", true],
  ["08P01", "database_unavailable", true],
  ["57014", "query_cancelled", false],
  ["3D000", "database_not_found", false],
  ["57P04", "database_not_found", false],
  ["58030", "database_failed", false],
  ["XX001", "database_failed", false],
  ["XX000", "query_failed", false],
  ["P0001", "query_failed", false],
  ["ECONNREFUSED", "database_unavailable", true],
  ["ECONNRESET", "database_unavailable", true],
  ["EPIPE", "database_unavailable", true],
  ["ETIMEDOUT", "database_unavailable", true],
  ["ENOTFOUND", "database_unavailable", true],
  ["EAI_AGAIN", "database_unavailable", true],
  ["EHOSTUNREACH", "database_unavailable", true],
] as const)("SQLSTATE or system code %s is %s", ([state, code, retryable]) => {
  const reason = Object.assign(new Error("the row (secret)"), { code: state });
  expect(classifyError(reason)).toMatchObject({ code, retryable, cause: reason });
});

test.for([
  ["Connection terminated unexpectedly", "database_unavailable"],
  ["Connection terminated due to connection timeout", "database_unavailable"],
  ["timeout exceeded when trying to connect", "database_unavailable"],
  ["Client has encountered a connection error and is not queryable", "database_unavailable"],
  ["Cannot use a pool after calling end on the pool", "database_closed"],
  ["Something never seen before", "query_failed"],
] as const)("without a code, %j is %s", ([text, code]) => {
  expect(classifyError(new Error(text))).toMatchObject({ code });
});

test("driver text, which can hold row values, is in the cause alone", () => {
  const error = classifyError(
    Object.assign(new Error("Key (email)=(secret) already exists"), {
      code: "23505",
      detail: "secret",
    }),
  );
  expect(error.message).not.toContain("secret");
  expect(JSON.stringify(error)).not.toContain("secret");
  expect(Object.keys(error)).not.toContain("cause");
});

test("an error of ours stays what it is", () => {
  const first = classifyError(new Error("x"));
  expect(classifyError(first)).toBe(first);
});

test.for([
  ["53100", /full disk/],
  ["53200", /memory/],
  ["53300", /no connection left/],
  ["57P03", /starting, stopping or recovering/],
  ["25006", /standby/],
] as const)("%s says what is short, or what the server does", ([state, text]) => {
  expect(classifyError(Object.assign(new Error("secret"), { code: state })).message).toMatch(text);
});
