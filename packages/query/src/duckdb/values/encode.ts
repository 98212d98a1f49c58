import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DOUBLE,
  DuckDBBlobValue,
  DuckDBListType,
  DuckDBListValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  DuckDBUUIDValue,
  type DuckDBValue,
  INTEGER,
  TIMESTAMPTZ,
  VARCHAR,
} from "@duckdb/node-api";
import { DatabaseError } from "../../errors.ts";

/** A value for DuckDB with its type, which is undefined if the driver must infer it. */
export interface Encoded {
  readonly value: DuckDBValue;
  readonly type: DuckDBType | undefined;
}

/** A value for DuckDB with a known type. */
export interface Bound extends Encoded {
  readonly type: DuckDBType;
}

/** Letters may be of either case. */
export const uuidPattern: RegExp = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const integers: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
]);
const floats: ReadonlySet<DuckDBTypeId> = new Set([DuckDBTypeId.FLOAT, DuckDBTypeId.DOUBLE]);

/**
 * Converts a parameter for DuckDB. If the statement expects a type, the value is bound as that type where
 * possible, because DuckDB plans a statement again for any other.
 *
 * @throws {DatabaseError} `invalid_value` for a value that no column can hold exactly.
 */
export function encodeParameter(value: unknown, expected?: DuckDBType): Encoded {
  switch (typeof value) {
    case "boolean":
      return { value, type: BOOLEAN };
    case "number":
      return encodeNumber(value, expected);
    case "bigint":
      return { value, type: isInt64(value) ? BIGINT : undefined };
    case "string":
      return encodeText(value, expected);
    case "object":
      return encodeObject(value, expected);
    default:
      throw refuse(`a value of type ${typeof value}`, "bind null for no value");
  }
}

function encodeNumber(value: number, expected: DuckDBType | undefined): Encoded {
  if (expected !== undefined && floats.has(expected.typeId)) return { value, type: expected };
  if (!Number.isSafeInteger(value)) return { value, type: DOUBLE };
  if (expected?.typeId === DuckDBTypeId.BIGINT) return { value: BigInt(value), type: expected };
  if (expected !== undefined && integers.has(expected.typeId) && fits(value, expected.typeId)) {
    return { value, type: expected };
  }
  return isInt32(value) ? { value, type: INTEGER } : { value: BigInt(value), type: BIGINT };
}

function encodeText(value: string, expected: DuckDBType | undefined): Encoded {
  if (!value.isWellFormed()) throw refuse("text with half of a surrogate pair", "repair it first");
  if (expected?.typeId === DuckDBTypeId.UUID && uuidPattern.test(value)) {
    const bits = BigInt(`0x${value.replaceAll("-", "")}`);
    return { value: DuckDBUUIDValue.fromUint128(bits), type: expected };
  }
  return { value, type: VARCHAR };
}

function encodeObject(value: object | null, expected: DuckDBType | undefined): Encoded {
  if (value === null) return { value, type: expected };
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw refuse("an invalid Date", "check it first");
    const micros = BigInt(value.getTime()) * 1000n;
    return expected?.typeId === DuckDBTypeId.TIMESTAMP
      ? { value: new DuckDBTimestampValue(micros), type: expected }
      : { value: new DuckDBTimestampTZValue(micros), type: TIMESTAMPTZ };
  }
  if (value instanceof Uint8Array) return { value: new DuckDBBlobValue(value), type: BLOB };
  if (Array.isArray(value)) return encodeList(value, expected);
  throw refuse("an object", "bind JSON as its text");
}

function encodeList(values: readonly unknown[], expected: DuckDBType | undefined): Encoded {
  if (expected !== undefined && !(expected instanceof DuckDBListType)) {
    throw refuse("an array, where no list is expected,", "bind JSON as its text");
  }
  const items = values.map((value) => encodeParameter(value, expected?.valueType));
  if (expected && items.some(({ type }) => type?.typeId !== expected.valueType.typeId)) {
    throw refuse("an array with items of other types than its column", "convert them first");
  }
  return { value: new DuckDBListValue(items.map(({ value }) => value)), type: expected };
}

function fits(value: number, typeId: DuckDBTypeId): boolean {
  const bits = typeId === DuckDBTypeId.TINYINT ? 7 : typeId === DuckDBTypeId.SMALLINT ? 15 : 31;
  return value >= -(2 ** bits) && value < 2 ** bits;
}

function isInt32(value: number): boolean {
  return value >= -(2 ** 31) && value < 2 ** 31;
}

function isInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}

function refuse(what: string, wayOut: string): DatabaseError {
  return new DatabaseError("invalid_value", `${what} cannot be a parameter; ${wayOut}`);
}
