import type { DatabaseError } from "../../errors.ts";
import type { CompiledQuery, QueryResult } from "kysely";
import type { Session } from "../session.ts";
import { insertShape, type InsertShape } from "./insert-shape.ts";
import { SettledTask, type Task } from "./task.ts";

const sharing: ReadonlySet<string> = new Set([
  "InsertQueryNode",
  "UpdateQueryNode",
  "DeleteQueryNode",
]);

/** One statement outside any transaction of the caller's. */
export class StatementTask extends SettledTask<QueryResult<unknown>> implements Task {
  readonly query: CompiledQuery;
  readonly bytes: number;
  readonly sharesCommit: boolean;
  /** Set where it is an insert that can be one statement with others of its shape. */
  readonly shape: InsertShape | undefined;
  readonly #signal: AbortSignal | undefined;

  /** @param signal ends it while it runs, if it only reads: a write is told as it ends. */
  constructor(query: CompiledQuery, signal?: AbortSignal) {
    super();
    this.query = query;
    this.#signal = signal;
    this.bytes = query.parameters.reduce((sum: number, value) => sum + sizeOf(value), 100);
    this.sharesCommit = sharing.has(query.query.kind);
    this.shape = insertShape(query);
  }

  async run(session: Session): Promise<void> {
    const ends = this.#signal && !this.sharesCommit;
    const signal =
      ends && (await session.onlyReads(this.query.sql, this.#signal)) ? this.#signal : undefined;
    this.result = await session.run(this.query, signal);
  }

  /**
   * The same outside a transaction. DuckDB plans ON CONFLICT for milliseconds, so an insert is tried
   * without it first; what then meets a duplicate is run as it was written.
   */
  async runAlone(session: Session): Promise<void> {
    const plain = this.shape?.plainSql;
    if (plain === undefined) return this.run(session);
    try {
      this.result = await session.run({ sql: plain, parameters: this.query.parameters });
    } catch (error) {
      if ((error as Partial<DatabaseError>).code !== "duplicate_key") throw error;
      await this.run(session);
    }
  }

  /** For a batch, which runs in the place of its tasks. */
  accept(result: QueryResult<unknown>): void {
    this.result = result;
  }
}

function sizeOf(value: unknown): number {
  if (typeof value === "string") return value.length * 2;
  return value instanceof Uint8Array ? value.byteLength : 16;
}
