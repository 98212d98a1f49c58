import {
  DuckDBArrayValue,
  type DuckDBArrayType,
  DuckDBBlobValue,
  type DuckDBDateValue,
  DuckDBListValue,
  type DuckDBListType,
  type DuckDBMapType,
  DuckDBMapValue,
  type DuckDBStructType,
  DuckDBStructValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBUnionType,
  DuckDBUnionValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import { DatabaseError } from "../../errors.ts";
import { decodeInstant } from "./instant.ts";

/** Types that are read as text, because no JavaScript type has the same meaning. */
const readAsText: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.UUID,
  DuckDBTypeId.DECIMAL,
  DuckDBTypeId.TIME,
  DuckDBTypeId.TIME_NS,
  DuckDBTypeId.TIME_TZ,
  DuckDBTypeId.INTERVAL,
  DuckDBTypeId.BIT,
]);

/**
 * Converts a DuckDB value for a row: UUID, DECIMAL, DATE, TIME, TIMETZ, INTERVAL and BIT as text; TIMESTAMPTZ
 * (and TIMESTAMP of any precision, taken as UTC) as Date, cut to its millisecond; integers of any width as
 * number; BLOB as Uint8Array; JSON as its text; lists as arrays; STRUCT as an object; MAP as a Map; UNION as
 * `{ tag, value }`.
 *
 * @throws {DatabaseError} `invalid_value` for a value that JavaScript cannot hold exactly.
 */
export function decodeValue(value: DuckDBValue, type: DuckDBType): unknown {
  if (value === null) return null;
  if (typeof value === "bigint") return decodeInteger(value);
  if (typeof value === "number") {
    return type.typeId === DuckDBTypeId.FLOAT ? shortestFloat32(value) : value;
  }
  if (typeof value !== "object") return value;
  const instant = decodeInstant(value);
  if (instant !== undefined) return instant;
  if (value instanceof DuckDBBlobValue) return new Uint8Array(value.bytes);
  if (type.typeId === DuckDBTypeId.DATE) return decodeDate(value as DuckDBDateValue);
  if (readAsText.has(type.typeId)) return value.toString();
  return decodeNested(value, type);
}

function decodeNested(value: DuckDBValue, type: DuckDBType): unknown {
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) {
    const { valueType } = type as DuckDBListType | DuckDBArrayType;
    return value.items.map((item) => decodeValue(item, valueType));
  }
  if (value instanceof DuckDBStructValue) return decodeStruct(value, type as DuckDBStructType);
  if (value instanceof DuckDBMapValue) {
    const { keyType, valueType } = type as DuckDBMapType;
    return new Map(
      value.entries.map((entry) => [
        decodeValue(entry.key, keyType),
        decodeValue(entry.value, valueType),
      ]),
    );
  }
  if (value instanceof DuckDBUnionValue) {
    const { tag } = value;
    return {
      tag,
      value: decodeValue(value.value, (type as DuckDBUnionType).memberTypeForTag(tag)),
    };
  }
  throw new DatabaseError(
    "invalid_value",
    `a value of type ${type.toString()} cannot be read; cast it to VARCHAR in the query`,
  );
}

/** The driver's object for a STRUCT loses members without a name or with the name `__proto__`. */
function decodeStruct({ entries }: DuckDBStructValue, type: DuckDBStructType): unknown {
  const { entryNames: names, entryTypes: types } = type;
  if (names.includes("__proto__") || new Set(names).size < names.length) {
    throw new DatabaseError(
      "invalid_value",
      `a value of type ${type.toString()} cannot be read, because its members have no distinct names; cast it to JSON in the query`,
    );
  }
  return Object.fromEntries(
    names.map((name, index) => [
      name,
      decodeValue(entries[name] ?? null, types[index] as DuckDBType),
    ]),
  );
}

/** Writes a date as PostgreSQL does: `0044-03-15 BC`, `10000-01-01`, `infinity`. */
function decodeDate(date: DuckDBDateValue): string {
  if (date.isFinite) return date.toString().replace(" (BC)", " BC");
  return date.days > 0 ? "infinity" : "-infinity";
}

function decodeInteger(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new DatabaseError(
    "invalid_value",
    "an integer beyond 2^53 cannot be read as a number; cast the column to VARCHAR in the query",
  );
}

/** The shortest decimal for a 32-bit float, such as 0.95 instead of 0.949999988079071. */
function shortestFloat32(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return value;
}
