import { DatabaseError } from "@handsfree/query";
import { ExecutionFailure } from "@handsfree/repositories/pending-actions";
import { expect, test } from "vitest";
import { asFailure, waitAfter } from "../src/failure.ts";

const { signal } = new AbortController();
const lost = AbortSignal.abort(new Error("the lease has ended"));
const away = new DatabaseError("database_unavailable", "no answer", { retryable: true });

test("the waits grow to an hour", () => {
  expect([1, 2, 3, 4, 5, 6, 100].map(waitAfter)).toEqual([10, 40, 160, 640, 2560, 3600, 3600]);
});

test("a failure for good stays as it is", () => {
  const failure = new ExecutionFailure("it was closed", { result: { what: "refused" } });
  expect(asFailure(failure, { attempt: 2, signal: lost })).toBe(failure);
  const mistake = new TypeError("x is undefined");
  expect(asFailure(mistake, { attempt: 1, signal })).toBe(mistake);
});

test("a failure that may pass waits as long as is asked, or longer with each attempt", () => {
  const failure = new ExecutionFailure("slow down", { retryAfterSeconds: 60, result: 1 });
  const waits = [1, 2, 3].map((attempt) => asFailure(failure, { attempt, signal }));
  expect(waits).toMatchObject([
    { message: "slow down", result: 1, retryAfterSeconds: 60 },
    { retryAfterSeconds: 60 },
    { retryAfterSeconds: 160 },
  ]);
});

test.for([
  [away, signal, "the database did not answer"],
  [new Error("This operation was aborted"), lost, "the lease was lost"],
] as const)(
  "%s may pass, and a later attempt does not claim that nothing was done",
  ([error, given, message]) => {
    const first = asFailure(error, { attempt: 1, signal: given });
    expect(first).toBeInstanceOf(ExecutionFailure);
    expect(first).toMatchObject({ message, retryAfterSeconds: 10 });
    expect(asFailure(error, { attempt: 3, signal: given })).toMatchObject({
      message: `${message}, so it is not known whether an earlier attempt carried the action out`,
      retryAfterSeconds: 160,
    });
  },
);
