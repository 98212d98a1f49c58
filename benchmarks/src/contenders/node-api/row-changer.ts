import { batchFrom, batchParameters, type Given, parameters, type Row } from "./batch.ts";
import type { NodeApiConnection } from "./connection.ts";

/**
 * Changes rows by their ids, which is the shortest way through DuckDB's indexes. It has no condition: its operation has
 * read the rows in the same transaction, and one writer changes them. RETURNING would rewrite a row with its indexes.
 */
export class RowChanger {
  readonly #connection: NodeApiConnection;
  readonly #given: Given;
  readonly #one: string;
  readonly #many: string;

  /**
   * @param given the types of the new values that differ from row to row.
   * @param set makes the assignments from the SQL of the given values.
   */
  constructor(
    connection: NodeApiConnection,
    table: string,
    given: Given,
    set: (value: (name: string) => string) => string,
  ) {
    this.#connection = connection;
    this.#given = { ...given, id: "UUID" };
    const places = Object.entries(this.#given).map(([name, type], index) => [
      name,
      `$${index + 1}::${type}`,
    ]);
    const placeholders = new Map(places as [string, string][]);
    const placeholder = (name: string): string => placeholders.get(name) ?? "";
    this.#one = `UPDATE ${table} SET ${set(placeholder)} WHERE id = ${placeholder("id")}`;
    this.#many = `UPDATE ${table} SET ${set((name) => `batch.${name}`)}
      FROM ${batchFrom(this.#given)} WHERE ${table}.id = batch.id`;
  }

  async change(rows: readonly Row[]): Promise<void> {
    const [only] = rows;
    if (only === undefined) return;
    await (rows.length === 1
      ? this.#connection.run(this.#one, parameters(this.#given, only))
      : this.#connection.run(this.#many, batchParameters(this.#given, rows)));
  }
}
