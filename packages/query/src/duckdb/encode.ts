import {
  DuckDBBlobValue,
  DuckDBListValue,
  DuckDBTimestampTZValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import { DatabaseError } from "../errors.ts";

/**
 * A statement's parameter as DuckDB takes it. JSON is bound as its text, since the driver would
 * convert, and alter, an object.
 *
 * @throws {DatabaseError} `invalid_value` for what no column can hold as it is.
 */
export function encodeParameter(value: unknown): DuckDBValue {
  switch (typeof value) {
    case "boolean":
    case "number":
    case "bigint":
      return value;
    case "string":
      if (!value.isWellFormed())
        throw refuse("text with half of a surrogate pair", "repair it first");
      return value;
    case "object":
      return encodeObject(value);
    default:
      throw refuse(`a value of type ${typeof value}`, "bind null for no value");
  }
}

function encodeObject(value: object | null): DuckDBValue {
  if (value === null) return null;
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw refuse("an invalid Date", "check it first");
    return new DuckDBTimestampTZValue(BigInt(value.getTime()) * 1000n);
  }
  if (value instanceof Uint8Array) return new DuckDBBlobValue(value);
  if (Array.isArray(value)) return new DuckDBListValue(value.map(encodeParameter));
  throw refuse("an object", "bind JSON as its text");
}

function refuse(what: string, wayOut: string): DatabaseError {
  return new DatabaseError("invalid_value", `${what} cannot be a parameter; ${wayOut}`);
}
