import { DatabaseError } from "./errors.ts";

/** @param timeLimit in milliseconds. */
export function streamTimedOut(timeLimit: number): DatabaseError {
  return new DatabaseError(
    "query_timed_out",
    `a stream was open for ${timeLimit} ms, its time limit; read it faster, or page through the rows`,
  );
}
