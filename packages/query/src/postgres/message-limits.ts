import { DatabaseError } from "../errors.ts";

/** The protocol counts parameters in 16 bits; `pg` would send the count modulo 65,536. */
export const mostParameters = 65_535;

/** The maximum bytes of the values in one message to the server, which leaves room for the rest of it. */
const mostBytes = 2 ** 30 - 2 ** 20;

/** The maximum bytes in UTF-8 of one UTF-16 code unit. */
const bytesOfCharacter = 3;

/**
 * Refuses a statement for which the server would end the connection, which looks like an unreachable server.
 *
 * @param parameters the encoded parameters.
 * @throws {DatabaseError} `invalid_query` for too many parameters or too long a text, `invalid_value` for
 *   values that are too large together.
 * @see https://www.postgresql.org/docs/18/protocol-message-formats.html
 */
export function requireSendable(sql: string, parameters: readonly unknown[]): void {
  if (parameters.length > mostParameters) {
    throw new DatabaseError(
      "invalid_query",
      `the statement has ${parameters.length} parameters, and PostgreSQL allows ${mostParameters}; use several statements, or lists`,
    );
  }
  if (isLonger([sql], mostBytes)) {
    throw new DatabaseError(
      "invalid_query",
      "the statement's text is longer than PostgreSQL allows",
    );
  }
  if (isLonger(parameters, mostBytes)) {
    throw new DatabaseError(
      "invalid_value",
      "the statement's values exceed the 1 GB in all that PostgreSQL allows; use several statements",
    );
  }
}

/** Counts the bytes only if the number of characters does not decide. */
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
