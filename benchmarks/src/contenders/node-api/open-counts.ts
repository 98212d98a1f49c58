import type { NodeApiConnection } from "./connection.ts";
import { bound } from "./values.ts";

/**
 * The number of open actions of each owner, in memory. A file has one process and the process one writer, so nothing
 * else can change the number, and a proposal needs no statement for it.
 */
export class OpenCounts {
  readonly #connection: NodeApiConnection;
  readonly #open = new Map<string, number>();

  constructor(connection: NodeApiConnection) {
    this.#connection = connection;
  }

  async load(): Promise<void> {
    const rows = await this.#connection.rows(`SELECT user_id, count(*) AS n FROM pending_actions
      WHERE state = 'pending' GROUP BY user_id`);
    for (const { user_id: userId, n } of rows) this.#open.set(String(userId), Number(n));
  }

  /** Whether the owner has fewer open actions. Expired ones are taken off only when their places are needed. */
  async hasPlace(userId: string, below: number): Promise<boolean> {
    if ((this.#open.get(userId) ?? 0) < below) return true;
    const [row] = await this.#connection.rows(
      `SELECT count(*) AS n FROM pending_actions
       WHERE user_id = $1::UUID AND state = 'pending' AND expires_at > $2::TIMESTAMPTZ`,
      [bound("UUID", userId), bound("TIMESTAMPTZ", new Date())],
    );
    const open = Number(row?.["n"]);
    this.#open.set(userId, open);
    return open < below;
  }

  add(userId: string, places: number): void {
    this.#open.set(userId, (this.#open.get(userId) ?? 0) + places);
  }
}
