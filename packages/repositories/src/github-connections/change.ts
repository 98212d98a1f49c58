import { engineOf, type Executor, inTransaction } from "@handsfree/query";
import type { Database, GithubConnectionRow } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { type Actor, optionalActor } from "../identity/actor.ts";
import { beginAtEnd } from "../notices/begin-at-end.ts";
import { retried } from "../retried.ts";
import { type GithubConnection, toConnection } from "./connection.ts";
import { type GithubConnectionKey, requireKey } from "./find.ts";
import { recordChange } from "./record.ts";
import {
  type ConnectionColumns,
  type ConnectionValues,
  keepValues,
  requireConnecting,
} from "./values.ts";

/** The new values of a connection. What is left out stays, and null removes it. */
export interface GithubConnectionChange extends Actor, ConnectionValues, GithubConnectionKey {}

/** The outcome of a change: `unchanged` if the connection had the values before. Nothing is written then. */
export type ChangedGithubConnection =
  | { readonly outcome: "changed" | "unchanged"; readonly connection: GithubConnection }
  | { readonly outcome: "not_found" };

/**
 * Changes a connection, and records in the same transaction which values were changed.
 *
 * @throws {InvalidInputError} naming the field; also if neither an installation nor a reference would be left.
 */
export async function changeGithubConnection(
  db: Executor<Database>,
  change: GithubConnectionChange,
  context: Context = systemContext,
): Promise<ChangedGithubConnection> {
  requireCall(db, context);
  const key = requireKey("change", change);
  const wanted = keepValues(change, context);
  const by = optionalActor(change);
  const stopped = atOneInstant(context);
  const begin = typeof wanted.login === "string" ? await beginAtEnd(db) : undefined;
  return retried(db, () =>
    inTransaction(db, async (transaction): Promise<ChangedGithubConnection> => {
      const row = await holdRow(transaction, key);
      if (row === undefined) return { outcome: "not_found" };
      const set = changesOf(row, wanted);
      const changed = Object.keys(set);
      if (changed.length === 0) return { outcome: "unchanged", connection: toConnection(row) };
      const next: GithubConnectionRow = { ...row, ...set, updated_at: stopped.now() };
      requireConnecting(next);
      await begin?.(transaction);
      await transaction
        .updateTable("github_connections")
        .set({ ...set, updated_at: next.updated_at })
        .where("id", "=", key.id)
        .execute();
      const details = { changed, installation_id: next.installation_id };
      const record = { ...key, event: "changed", by, details } as const;
      await transaction.executeQuery(recordChange(transaction, record, stopped).compile());
      return { outcome: "changed", connection: toConnection(next) };
    }),
  );
}

/** Reads a connection to change it. On PostgreSQL the row is locked; on DuckDB there is one writer. */
async function holdRow(
  transaction: Transaction<Database>,
  { userId, id }: GithubConnectionKey,
): Promise<GithubConnectionRow | undefined> {
  const row = await transaction
    .selectFrom("github_connections")
    .selectAll()
    .where("id", "=", id)
    .$if(engineOf(transaction) === "postgres", (query) => query.forUpdate())
    .executeTakeFirst();
  return row?.user_id === userId ? row : undefined;
}

/** The values that the row does not have yet. */
function changesOf(
  row: GithubConnectionRow,
  wanted: Partial<ConnectionColumns>,
): Partial<ConnectionColumns> {
  const names = Object.keys(wanted) as (keyof ConnectionColumns)[];
  return Object.fromEntries(
    names.filter((name) => wanted[name] !== row[name]).map((name) => [name, wanted[name]]),
  );
}
