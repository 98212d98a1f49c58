import type { NodeApiConnection } from "./connection.ts";
import { bound } from "./values.ts";

const atOnce = 1000;
const freshFor = 1000;

/**
 * The ids of the oldest due actions of a type. To find them DuckDB reads the whole table, so many are read at once and
 * kept for a second. A claim looks at each row again before it takes it.
 */
export class DueActions {
  readonly #connection: NodeApiConnection;
  readonly #actionType: string;
  #ids: string[] = [];
  #readAt = 0;

  constructor(connection: NodeApiConnection, actionType: string) {
    this.#connection = connection;
    this.#actionType = actionType;
  }

  async take(count: number): Promise<string[]> {
    if (this.#ids.length < count || Date.now() - this.#readAt > freshFor) await this.#read();
    return this.#ids.splice(0, count);
  }

  async #read(): Promise<void> {
    this.#readAt = Date.now();
    const rows = await this.#connection.rows(
      `SELECT id FROM pending_actions
       WHERE action_type = $1::VARCHAR AND attempts < max_attempts AND (state = 'confirmed'
         OR (state = 'executing' AND lease_expires_at <= $2::TIMESTAMPTZ))
       ORDER BY decided_at LIMIT ${atOnce}`,
      [bound("VARCHAR", this.#actionType), bound("TIMESTAMPTZ", new Date())],
    );
    this.#ids = rows.map(({ id }) => String(id));
  }
}
