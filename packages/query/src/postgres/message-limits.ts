import { DatabaseError } from "../errors.ts";

/** The protocol counts parameters in 16 bits; `pg` would send the rest of the division. */
const mostParameters = 65_535;

/** The most bytes of one message to the server, with room for what is around the values. */
const mostBytes = 2 ** 30 - 2 ** 20;

/** The most bytes that a character of a string is in UTF-8. */
const bytesOfCharacter = 3;

/**
 * Refuses what the server would end the connection for, which looks like a server that cannot be reached.
 *
 * @param parameters as they are sent.
 * @throws {DatabaseError} `invalid_query` for too many parameters or too long a text, `invalid_value` for
 *   values that are too large together.
 * @see https://www.postgresql.org/docs/18/protocol-message-formats.html
 */
export function requireSendable(sql: string, parameters: readonly unknown[]): void {
  if (parameters.length > mostParameters) {
    throw new DatabaseError(
      "invalid_query",
      `the statement has ${parameters.length} parameters, and PostgreSQL takes ${mostParameters}; use several statements, or lists`,
    );
  }
  if (isLonger([sql], mostBytes)) {
    throw new DatabaseError(
      "invalid_query",
      "the statement's text is longer than PostgreSQL takes",
    );
  }
  if (isLonger(parameters, mostBytes)) {
    throw new DatabaseError(
      "invalid_value",
      "the statement's values are larger together than the 1 GB that PostgreSQL takes; use several statements",
    );
  }
}

/** Counts bytes only where the number of characters leaves it open. */
function isLonger(values: readonly unknown[], limit: number): boolean {
  if (sum(values, (text) => text.length * bytesOfCharacter) <= limit) return false;
  return sum(values, (text) => Buffer.byteLength(text)) > limit;
}

function sum(values: readonly unknown[], ofText: (text: string) => number): number {
  let bytes = 0;
  for (const value of values) {
    if (typeof value === "string") bytes += ofText(value);
    else if (value instanceof Uint8Array) bytes += value.byteLength;
    else if (Array.isArray(value)) bytes += sum(value, ofText);
    else bytes += 8;
  }
  return bytes;
}
