import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBListValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from "@duckdb/node-api";
import { DatabaseError } from "../errors.ts";

/** Types whose text is exact and whose meaning a JavaScript type of its own would bend. */
const readAsText: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.UUID,
  DuckDBTypeId.DECIMAL,
  DuckDBTypeId.DATE,
  DuckDBTypeId.TIME,
  DuckDBTypeId.INTERVAL,
]);

/**
 * A DuckDB value as the row has it: UUID, DECIMAL, DATE, TIME and INTERVAL as text; TIMESTAMPTZ (and
 * TIMESTAMP, taken as UTC) as Date, cut to its millisecond; integers of any width as number; BLOB as
 * Uint8Array; JSON as its text; lists as arrays.
 *
 * @throws {DatabaseError} `invalid_value` for what JavaScript cannot hold exactly.
 */
export function decodeValue(value: DuckDBValue, type: DuckDBType): unknown {
  if (value === null) return null;
  if (typeof value === "bigint") return decodeInteger(value);
  if (typeof value === "number") {
    return type.typeId === DuckDBTypeId.FLOAT ? shortestFloat32(value) : value;
  }
  if (typeof value !== "object") return value;
  if (value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue) {
    return decodeMicroseconds(value.micros);
  }
  if (value instanceof DuckDBBlobValue) return new Uint8Array(value.bytes);
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) {
    const itemType = (type as DuckDBType & { valueType: DuckDBType }).valueType;
    return value.items.map((item) => decodeValue(item, itemType));
  }
  if (readAsText.has(type.typeId)) return value.toString();
  throw new DatabaseError(
    "invalid_value",
    `a column of type ${type.toString()} cannot be read; cast it to VARCHAR in the query`,
  );
}

function decodeInteger(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new DatabaseError(
    "invalid_value",
    "an integer beyond 2^53 cannot be read as a number; cast the column to VARCHAR in the query",
  );
}

function decodeMicroseconds(micros: bigint): Date {
  const date = new Date(Math.floor(Number(micros) / 1000));
  if (Number.isNaN(date.getTime())) {
    throw new DatabaseError("invalid_value", "a timestamp lies beyond what a Date can hold");
  }
  return date;
}

/** A REAL as the shortest decimal that is still the same 32-bit float: 0.95, not 0.949999988079071. */
function shortestFloat32(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return value;
}
