import {
  engineOf,
  type Executor,
  inTransaction,
  insertRows,
  InvalidInputError,
} from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { systemRow } from "../action-logs/record.ts";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { type Actor, optionalActor } from "../identity/actor.ts";
import { isOneOf } from "../one-of.ts";
import { requirePerson } from "../person.ts";
import { retried } from "../retried.ts";
import { requireObject, requireUuids } from "../validate.ts";

/** The most notices that are marked at once. */
const mostAtOnce = 100;

/** Notices that a user has read. */
export interface ReadNotices extends Actor {
  readonly userId: string;
  /** UUIDs of notices of the user, from 1 to 100. Those of others, and unknown ones, are passed over. */
  readonly ids: readonly string[];
}

/**
 * Notes that a user has read some of their notices, and records that in the same transaction. A notice that was read
 * before keeps its time.
 *
 * @returns how many were not read before.
 * @throws {InvalidInputError} naming the field.
 */
export async function markNoticesRead(
  db: Executor<Database>,
  input: ReadNotices,
  context: Context = systemContext,
): Promise<number> {
  requireCall(db, context);
  const { userId, ids } = requireObject("input", input);
  const user = requirePerson("userId", userId);
  const wanted = requireUuids("ids", ids);
  if (wanted.length < 1 || wanted.length > mostAtOnce) {
    throw new InvalidInputError("ids", `has ${wanted.length} ids; give from 1 to ${mostAtOnce}`);
  }
  const by = optionalActor(input);
  const stopped = atOneInstant(context);
  return retried(db, () =>
    inTransaction(db, async (transaction) => {
      const found = await transaction
        .selectFrom("notices")
        .select(["id", "user_id", "read_at"])
        .where(isOneOf("id", "uuid", wanted))
        .orderBy("id")
        .$if(engineOf(transaction) === "postgres", (query) => query.forUpdate())
        .execute();
      const unread = found.flatMap((row) =>
        row.user_id === user && row.read_at === null ? row.id : [],
      );
      if (unread.length === 0) return 0;
      await transaction
        .updateTable("notices")
        .set({ read_at: stopped.now() })
        .where(isOneOf("id", "uuid", unread))
        .execute();
      const logs = unread.map((id) =>
        systemRow(
          { userId: user, actionType: "notice.read", target: id, ok: true, result: { by } },
          stopped,
        ),
      );
      await insertRows(transaction, "action_logs", logs);
      return unread.length;
    }),
  );
}
