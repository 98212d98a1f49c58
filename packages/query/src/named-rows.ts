import { DatabaseError } from "./errors.ts";

type Row = Record<string, unknown>;

/**
 * Makes the rows of a result, each of which has every column as a property of its own, `__proto__` too.
 *
 * @throws {DatabaseError} `invalid_query` as `requireOwnNames` does.
 */
export function rowMaker(names: readonly string[]): (values: readonly unknown[]) => Row {
  requireOwnNames(names);
  return (values) => {
    const row: Row = {};
    for (const [index, name] of names.entries()) defineColumn(row, name, values[index]);
    return row;
  };
}

/** Sets a property of any name: an assignment to `__proto__` would make none. */
function defineColumn(row: Row, name: string, value: unknown): void {
  if (name !== "__proto__") row[name] = value;
  else
    Object.defineProperty(row, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
}

/**
 * Refuses a result of which two columns have one name: an object would keep one of them.
 *
 * @throws {DatabaseError} `invalid_query`, with the names.
 */
export function requireOwnNames(names: readonly string[]): void {
  if (new Set(names).size === names.length) return;
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  const quoted = [...repeated].map((name) => `"${name}"`).join(", ");
  throw new DatabaseError(
    "invalid_query",
    `the result has more than one column called ${quoted}; give each a name of its own with "as"`,
  );
}

/**
 * Does what decodes the values of a column.
 *
 * @throws {DatabaseError} what it throws, with the column's name in its message.
 */
export function inColumn<T>(name: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    throw new DatabaseError(error.code, `column "${name}": ${error.message}`, {
      cause: error.cause,
    });
  }
}
