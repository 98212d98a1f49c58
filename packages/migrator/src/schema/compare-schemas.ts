import { columnText, indexText } from "./column-text.ts";
import type { SchemaDescription, TableDescription } from "./description.ts";

/** One difference between two schemas. */
export interface SchemaDifference {
  /** The object that differs: `table commands`, `column commands.profile`, `index by_time on commands`. */
  readonly subject: string;
  /** The table that the subject is or belongs to; null for a view, a sequence or an enumeration. */
  readonly table: string | null;
  /**
   * The expected definition, or `there` when the name says everything; null when the subject is not expected.
   */
  readonly expected: string | null;
  /** The actual definition; null when the subject does not exist. */
  readonly actual: string | null;
}

/** The definition of each subject. */
type Facts = ReadonlyMap<string, string>;

const there = "there";

/**
 * Lists all differences between two schemas, in stable order. When one schema lacks a table, its columns and
 * indexes are not listed.
 */
export function compareSchemas(
  expected: SchemaDescription,
  actual: SchemaDescription,
): SchemaDifference[] {
  const names = new Set([...expected.tables, ...actual.tables].map(({ name }) => name));
  return [
    ...[...names].toSorted().flatMap((name) => {
      const [before, after] = [expected, actual].map(({ tables }) =>
        tables.find((table) => table.name === name),
      );
      return compareFacts(
        name,
        factsOfTable(name, before, after),
        factsOfTable(name, after, before),
      );
    }),
    ...compareFacts(null, factsBesideTables(expected), factsBesideTables(actual)),
  ];
}

/** Describes a difference in one sentence. */
export function describeDifference({ subject, expected, actual }: SchemaDifference): string {
  if (actual === null) {
    return `${subject} is missing${expected === there ? "" : `; it should be ${expected}`}`;
  }
  if (expected === null)
    return `${subject} should not be there${actual === there ? "" : `; it is ${actual}`}`;
  return `${subject} should be ${expected}; it is ${actual}`;
}

function compareFacts(table: string | null, expected: Facts, actual: Facts): SchemaDifference[] {
  return [...new Set([...expected.keys(), ...actual.keys()])]
    .map((subject) => ({
      subject,
      table,
      expected: expected.get(subject) ?? null,
      actual: actual.get(subject) ?? null,
    }))
    .filter((difference) => difference.expected !== difference.actual);
}

/** The contents of a table are compared only when both schemas have it. */
function factsOfTable(
  name: string,
  table: TableDescription | undefined,
  other: TableDescription | undefined,
): Facts {
  if (table === undefined) return new Map();
  if (other === undefined) return new Map([[`table ${name}`, there]]);
  const { columns, constraints, indexes } = table;
  const inBoth = columns.filter((column) => other.columns.some((own) => own.name === column.name));
  return new Map([
    [`table ${name}`, there],
    ...columns.map((column) => [`column ${name}.${column.name}`, columnText(column)] as const),
    [`the order of the columns of ${name}`, inBoth.map((column) => column.name).join(", ")],
    ...constraints.map((definition) => [`${definition} of ${name}`, there] as const),
    ...indexes.map((index) =>
      index.name === null
        ? ([`index ${indexText(index)} on ${name}`, there] as const)
        : ([`index ${index.name} on ${name}`, indexText(index)] as const),
    ),
  ]);
}

function factsBesideTables({ views, sequences, enums }: SchemaDescription): Facts {
  return new Map([
    ...views.map(({ name, definition }) => [`view ${name}`, definition] as const),
    ...sequences.map(({ name, definition }) => [`sequence ${name}`, definition] as const),
    ...enums.map(({ name, values }) => [`enum ${name}`, values.join(", ")] as const),
  ]);
}
