import { DatabaseError } from "../errors.ts";
import { writeTimestamp } from "./timestamp.ts";

type Parameter = boolean | number | string | null | Buffer | Parameter[];

/**
 * Converts a parameter to a form that `pg` sends unchanged. `pg` would write a Date in the machine's time zone
 * and an object as JSON.
 *
 * @throws {DatabaseError} `invalid_value` for a value that no column can hold exactly.
 */
export function encodeParameter(value: unknown): Parameter {
  switch (typeof value) {
    case "boolean":
      return value;
    case "number":
      return Object.is(value, -0) ? "-0" : value;
    case "bigint":
      return value.toString();
    case "string":
      return requireText(value);
    case "object":
      return encodeObject(value);
    default:
      throw refuse(`a value of type ${typeof value}`, "bind null for no value");
  }
}

function encodeObject(value: object | null): Parameter {
  if (value === null) return null;
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw refuse("an invalid Date", "check it first");
    return writeTimestamp(value);
  }
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  if (Array.isArray(value)) return value.map(encodeParameter);
  throw refuse("an object", "bind JSON as its text");
}

function requireText(text: string): string {
  if (text.includes("\0")) throw refuse("text with a NUL character", "remove it first");
  if (!text.isWellFormed()) throw refuse("text with half of a surrogate pair", "repair it first");
  return text;
}

function refuse(what: string, wayOut: string): DatabaseError {
  return new DatabaseError("invalid_value", `${what} cannot be a parameter; ${wayOut}`);
}
