import { type Executor, inTransaction, insertRow } from "@handsfree/query";
import type { Database, GithubConnectionRow } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { type Actor, optionalActor } from "../identity/actor.ts";
import { beginAtEnd } from "../notices/begin-at-end.ts";
import { requirePerson } from "../person.ts";
import { requireObject } from "../validate.ts";
import { type GithubConnection, toConnection } from "./connection.ts";
import { recordChange } from "./record.ts";
import { type ConnectionValues, keepValues, requireConnecting } from "./values.ts";

/** A connection to add. It has an installation, a reference to a token, or both. */
export interface NewGithubConnection extends Actor, ConnectionValues {
  /** UUID of the owner. */
  readonly userId: string;
}

/**
 * Adds a connection, and records that in the same transaction.
 *
 * @throws {InvalidInputError} naming the field; also for a reference that looks like a token.
 */
export async function createGithubConnection(
  db: Executor<Database>,
  input: NewGithubConnection,
  context: Context = systemContext,
): Promise<GithubConnection> {
  requireCall(db, context);
  const { userId, ...values } = requireObject("input", input);
  const by = optionalActor(input);
  const stopped = atOneInstant(context);
  const none = { installation_id: null, token_ref: null, scopes: null, login: null };
  const row: GithubConnectionRow = {
    id: stopped.newId(),
    user_id: requirePerson("userId", userId),
    ...none,
    ...keepValues(values, context),
    created_at: stopped.now(),
    updated_at: stopped.now(),
  };
  requireConnecting(row);
  const details = { installation_id: row.installation_id };
  const change = { userId: row.user_id, id: row.id, event: "created", by, details } as const;
  const begin = row.login === null ? undefined : await beginAtEnd(db);
  await inTransaction(db, async (transaction) => {
    await begin?.(transaction);
    await insertRow(transaction, "github_connections", row);
    await transaction.executeQuery(recordChange(transaction, change, stopped).compile());
  });
  return toConnection(row);
}
