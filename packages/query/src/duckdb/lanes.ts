import type { DuckDBInstance } from "@duckdb/node-api";
import { DatabaseError } from "../errors.ts";
import { Lane } from "./lane.ts";

/** Two, because each running query takes one of libuv's four threads, which file access needs too. */
const readerCount = 2;

/** The connections to one database: all writes in one queue, so that none can conflict, and reads beside it. */
export class Lanes {
  readonly #instance: DuckDBInstance;
  readonly #writer: Lane;
  readonly #readers: readonly Lane[];
  #closing: Promise<void> | undefined;

  private constructor(instance: DuckDBInstance, writer: Lane, readers: readonly Lane[]) {
    this.#instance = instance;
    this.#writer = writer;
    this.#readers = readers;
  }

  static async open(instance: DuckDBInstance): Promise<Lanes> {
    const connections = await Promise.all(
      Array.from({ length: readerCount + 1 }, () => instance.connect()),
    );
    const [writer, ...readers] = connections.map((connection) => new Lane(connection));
    return new Lanes(instance, writer as Lane, readers);
  }

  writer(): Lane {
    this.#requireOpen();
    return this.#writer;
  }

  reader(): Lane {
    this.#requireOpen();
    return this.#readers.reduce((best, lane) => (lane.load < best.load ? lane : best));
  }

  close(): Promise<void> {
    this.#closing ??= Promise.all(
      [this.#writer, ...this.#readers].map((lane) => lane.close()),
    ).then(() => this.#instance.closeSync());
    return this.#closing;
  }

  #requireOpen(): void {
    if (this.#closing) throw new DatabaseError("database_closed", "the database has been closed");
  }
}
