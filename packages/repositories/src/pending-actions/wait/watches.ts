import type { Kysely } from "kysely";
import type { Database } from "@handsfree/schema";
import type { Context } from "../../context.ts";
import { ActionWatch, type Waiter } from "./watch.ts";

/**
 * By executor, so that a watch on a caller's own connection serves no other caller. After the connection is released,
 * such reads would run on a connection that is used for something else.
 */
const byExecutor = new WeakMap<object, Map<string, ActionWatch>>();

/** The watches of this executor, by the id of the action. */
export function watchesOf(db: Kysely<Database>): Map<string, ActionWatch> {
  const executor = db.getExecutor();
  const watches = byExecutor.get(executor) ?? new Map<string, ActionWatch>();
  byExecutor.set(executor, watches);
  return watches;
}

/** Reports the current action and its changes to the waiter. @returns a function that ends this. */
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
