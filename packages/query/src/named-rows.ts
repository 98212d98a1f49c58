import { DatabaseError } from "./errors.ts";

type Row = Record<string, unknown>;

/**
 * Makes the rows of a result. Each column is an own property of the row, even `__proto__`.
 *
 * @throws {DatabaseError} `invalid_query`, as `requireOwnNames`.
 */
export function rowMaker(names: readonly string[]): (values: readonly unknown[]) => Row {
  requireOwnNames(names);
  const { length } = names;
  return (values) => {
    const row: Row = {};
    // Every value that is read comes by here: an iterator would double the time.
    for (let index = 0; index < length; index++) {
      defineColumn(row, names[index] as string, values[index]);
    }
    return row;
  };
}

/** Defines a property of any name: an assignment to `__proto__` would define none. */
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
 * Refuses a result in which two columns have the same name: an object would keep only one of them.
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
 * Decodes values of a column.
 *
 * @throws {DatabaseError} the error of `decode`, with the column's name in its message.
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
