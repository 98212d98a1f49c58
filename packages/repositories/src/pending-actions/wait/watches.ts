import type { Kysely } from "kysely";
import type { Database } from "@handsfree/schema";
import type { Context } from "../../context.ts";
import { ActionWatch, type Waiter } from "./watch.ts";

/** By what all copies of a Kysely share. */
const byAdapter = new WeakMap<object, Map<string, ActionWatch>>();

/** Who waits for actions of this database in this process, by the action's id. */
export function watchesOf(db: Kysely<Database>): Map<string, ActionWatch> {
  const { adapter } = db.getExecutor();
  const watches = byAdapter.get(adapter) ?? new Map<string, ActionWatch>();
  byAdapter.set(adapter, watches);
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
