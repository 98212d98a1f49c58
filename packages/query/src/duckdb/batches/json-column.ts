import { type DuckDBType, DuckDBTypeId } from "@duckdb/node-api";
import { uuidPattern } from "../values/encode.ts";

/** The lossless form of a type's values in a JSON document. */
interface JsonForm {
  /** The type that DuckDB reads from the document. */
  readonly read: string;
  /** The function that converts what was read to the column's type. */
  readonly convert?: string;
  /** Undefined for a value of another type, or without an exact form in JSON. */
  write(value: unknown): unknown;
}

/** The latest time, in milliseconds, whose microseconds are an exact number in JavaScript. */
const lastExactTime = Math.floor(Number.MAX_SAFE_INTEGER / 1000);

const forms: ReadonlyMap<DuckDBTypeId, JsonForm> = new Map([
  [DuckDBTypeId.VARCHAR, { read: "VARCHAR", write: writeText }],
  [DuckDBTypeId.UUID, { read: "UUID", write: writeUuid }],
  [DuckDBTypeId.BOOLEAN, { read: "BOOLEAN", write: writeBoolean }],
  [DuckDBTypeId.INTEGER, { read: "INTEGER", write: writeInt32 }],
  [DuckDBTypeId.BIGINT, { read: "BIGINT", write: writeInteger }],
  [DuckDBTypeId.FLOAT, { read: "FLOAT", write: writeFloat }],
  [DuckDBTypeId.DOUBLE, { read: "DOUBLE", write: writeFloat }],
  [DuckDBTypeId.TIMESTAMP_TZ, { read: "BIGINT", convert: "make_timestamptz", write: writeTime }],
  [DuckDBTypeId.TIMESTAMP, { read: "BIGINT", convert: "make_timestamp", write: writeTime }],
]);

/** One column of many rows as members of a JSON document. */
export interface JsonColumn {
  readonly read: string;
  readonly convert: string | undefined;
  readonly items: readonly unknown[];
}

/** Undefined if one of the values cannot be written in JSON. */
export function jsonColumn(
  values: readonly unknown[],
  type: DuckDBType | undefined,
): JsonColumn | undefined {
  const form = type && forms.get(type.typeId);
  if (form === undefined) return undefined;
  const items: unknown[] = [];
  for (const value of values) {
    const item = value === null ? null : form.write(value);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return { read: form.read, convert: form.convert, items };
}

function writeText(value: unknown): unknown {
  return typeof value === "string" && value.isWellFormed() ? value : undefined;
}

function writeUuid(value: unknown): unknown {
  return typeof value === "string" && uuidPattern.test(value) ? value : undefined;
}

function writeBoolean(value: unknown): unknown {
  return typeof value === "boolean" ? value : undefined;
}

function writeInt32(value: unknown): unknown {
  return typeof value === "number" && value === (value | 0) ? value : undefined;
}

function writeInteger(value: unknown): unknown {
  return Number.isSafeInteger(value) ? value : undefined;
}

/** JSON has neither NaN nor infinity, and JavaScript writes minus zero as zero. */
function writeFloat(value: unknown): unknown {
  return Number.isFinite(value) && !Object.is(value, -0) ? value : undefined;
}

function writeTime(value: unknown): unknown {
  if (!(value instanceof Date)) return undefined;
  const milliseconds = value.getTime();
  return Math.abs(milliseconds) <= lastExactTime ? milliseconds * 1000 : undefined;
}
