import { batchFrom, batchParameters, type Given, parameters, type Row } from "./batch.ts";
import type { NodeApiConnection } from "./connection.ts";

/** Writes rows of one table: one value by value, many as a batch. */
export class RowWriter {
  readonly #connection: NodeApiConnection;
  readonly #given: Given;
  readonly #one: string;
  readonly #many: string;

  /**
   * @param given the types of the columns that differ from row to row.
   * @param constant the SQL of the columns that have the same value in every row.
   */
  constructor(
    connection: NodeApiConnection,
    table: string,
    given: Given,
    constant: Readonly<Record<string, string>> = {},
  ) {
    this.#connection = connection;
    this.#given = given;
    const names = [...Object.keys(given), ...Object.keys(constant)].join(", ");
    const insert = (values: readonly string[]): string =>
      [...values, ...Object.values(constant)].join(", ");
    const placeholders = Object.values(given).map((type, index) => `$${index + 1}::${type}`);
    const selections = Object.keys(given).map((name) => `batch.${name}`);
    this.#one = `INSERT INTO ${table} (${names}) VALUES (${insert(placeholders)})`;
    this.#many = `INSERT INTO ${table} (${names}) SELECT ${insert(selections)} FROM ${batchFrom(given)}`;
  }

  async insert(rows: readonly Row[]): Promise<void> {
    const [only] = rows;
    if (only === undefined) return;
    await (rows.length === 1
      ? this.#connection.run(this.#one, parameters(this.#given, only))
      : this.#connection.run(this.#many, batchParameters(this.#given, rows)));
  }
}
