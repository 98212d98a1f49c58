import type { ColumnNode, CompiledQuery, TableNode } from "kysely";

/** The column that identifies the rows of a change. */
export interface KeyColumn {
  /** The parameter that it must equal. */
  readonly parameter: number;
  /** Selects whether different texts can be equal in the column, as `folds`. */
  readonly folds: string;
}

export function keyColumn({ table }: TableNode, column: ColumnNode, parameter: number): KeyColumn {
  const { schema, identifier } = table;
  const names = schema ? [schema.name, identifier.name] : [identifier.name];
  const quoted = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(".");
  return {
    parameter,
    folds: `select count(*) > 0 as folds from pg_attribute join pg_collation on pg_collation.oid = attcollation
      where attrelid = ${literal(quoted)}::regclass and attname = ${literal(column.column.name)}
      and not collisdeterministic`,
  };
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * A text that is the same for keys that the server treats as equal.
 *
 * @param type the SQL name of the column's type.
 * @returns undefined if that is not known of this value.
 */
export function keyIdentity(value: unknown, type: string | undefined): string | undefined {
  // No text has this character.
  if (value === null) return "\0";
  switch (type) {
    case "text":
      return typeof value === "string" ? value : undefined;
    case "uuid":
      return typeof value === "string" ? value.replaceAll(/[{}-]/g, "").toLowerCase() : undefined;
    case "smallint":
    case "integer":
    case "bigint":
      return Number.isSafeInteger(value) || typeof value === "bigint"
        ? `${value as bigint}`
        : undefined;
    default:
      return undefined;
  }
}

/** The identity of the key of each query. Undefined if one of them is not known. */
export function keyIdentities(
  queries: readonly CompiledQuery[],
  parameter: number,
  type: string | undefined,
): string[] | undefined {
  const keys: string[] = [];
  for (const { parameters } of queries) {
    const key = keyIdentity(parameters[parameter], type);
    if (key === undefined) return undefined;
    keys.push(key);
  }
  return keys;
}

/**
 * The indexes of keys in an order that is the same for all callers: those that lock keys in one order do not wait for
 * each other in a circle. Of equal keys the first stays the first.
 */
export function inKeyOrder(keys: readonly string[]): number[] {
  return [...keys.keys()].toSorted((a, b) => {
    const [one, other] = [keys[a] as string, keys[b] as string];
    return one < other ? -1 : Number(one > other);
  });
}
