type Row = readonly unknown[];

/** Rows as a part of a statement, and its parameters. */
export interface Rows {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** Writes rows as `values ($1, $2), ($3, $4)`. */
export function valueRows(rows: readonly Row[]): Rows {
  const parameters: unknown[] = [];
  const texts = rows.map((row) => {
    const first = parameters.length + 1;
    parameters.push(...row);
    return `(${row.map((_, index) => `$${first + index}`).join(",")})`;
  });
  return { sql: `values ${texts.join(",")}`, parameters };
}

/** A row of a batch. */
export interface BatchRow {
  readonly parameters: Row;
  readonly number: number;
  /** Parameters of further columns. */
  readonly more?: Row;
}

/** The SQL names of the types of a batch's columns. */
export interface BatchTypes {
  readonly parameters: readonly string[];
  readonly more?: readonly string[];
}

/** Rows of parameters as a table that can be named. */
export interface Batch extends Rows {
  /** The names of its columns: `p0`, `p1` and so on. The number comes after the parameters, and before further ones. */
  readonly columns: readonly string[];
}

/**
 * Writes rows as VALUES with the type of each column. Without it the server would take each parameter as text. The first
 * row tells the types of the others.
 */
export function batchOf(rows: readonly BatchRow[], types: BatchTypes): Batch {
  const values: unknown[] = [];
  const items = (row: Row, ofTypes: readonly string[], isFirst: boolean): string[] =>
    ofTypes.map((type, column) => {
      const place = values.push(row[column]);
      return isFirst ? `$${place}::${type}` : `$${place}`;
    });
  const { more = [] } = types;
  const texts = rows.map((row, index) => {
    const isFirst = index === 0;
    const before = items(row.parameters, types.parameters, isFirst);
    const after = items(row.more ?? [], more, isFirst);
    return `(${[...before, row.number, ...after].join(",")})`;
  });
  const width = types.parameters.length + 1 + more.length;
  return {
    sql: `values ${texts.join(",")}`,
    parameters: values,
    columns: Array.from({ length: width }, (_, column) => `p${column}`),
  };
}

/** Writes a batch as an item of FROM. */
export function inFrom({ sql, columns }: Batch): string {
  return `(${sql}) as batch(${columns.join(",")})`;
}
