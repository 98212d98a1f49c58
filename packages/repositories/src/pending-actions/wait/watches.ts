import type { Kysely } from "kysely";
import type { Database } from "@handsfree/schema";
import type { Context } from "../../context.ts";
import { ActionWatch, type Waiter } from "./watch.ts";

/**
 * By the executor, so that the looks of one who waits on a connection of their own serve nobody else: once
 * that is given back, they would be part of whatever it is used for next.
 */
const byExecutor = new WeakMap<object, Map<string, ActionWatch>>();

/** Who waits for actions through this executor, by the action's id. */
export function watchesOf(db: Kysely<Database>): Map<string, ActionWatch> {
  const executor = db.getExecutor();
  const watches = byExecutor.get(executor) ?? new Map<string, ActionWatch>();
  byExecutor.set(executor, watches);
  return watches;
}

/** Has the waiter told of the action: at first as it is, then as it becomes. @returns what ends it. */
export function watchAction(
  db: Kysely<Database>,
  id: string,
  waiter: Waiter,
  context: Context,
): () => void {
  const watches = watchesOf(db);
  const watch = watches.get(id) ?? new ActionWatch(db, id, context, () => watches.delete(id));
  watches.set(id, watch);
  watch.join(waiter);
  return () => watch.leave(waiter);
}
