import { DatabaseError, InvalidInputError } from "./errors.ts";

/** The longest wait of a Node timer, in milliseconds. A longer one would fire at once. */
const longest = 2 ** 31 - 1;

/** @throws {InvalidInputError} unless it is a whole number of milliseconds that a timer can wait. */
export function requireTimeLimit(field: string, milliseconds: number): void {
  if (!Number.isInteger(milliseconds) || milliseconds < 1 || milliseconds > longest) {
    throw new InvalidInputError(
      field,
      `is ${typeof milliseconds === "number" ? milliseconds : typeof milliseconds}; give a whole number of milliseconds from 1 to ${longest}`,
    );
  }
}

/** @param timeLimit in milliseconds. */
export function streamTimedOut(timeLimit: number): DatabaseError {
  return new DatabaseError(
    "query_timed_out",
    `a stream was open for ${timeLimit} ms, its time limit; read it faster, or page through the rows`,
  );
}

/** @param timeLimit in milliseconds. */
export function transactionTimedOut(timeLimit: number): DatabaseError {
  return new DatabaseError(
    "transaction_timed_out",
    `a transaction was open for ${timeLimit} ms and was rolled back; do slow work outside it`,
    { retryable: true },
  );
}
