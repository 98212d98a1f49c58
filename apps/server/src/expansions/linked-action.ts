import { findActionSummaries } from "@handsfree/repositories/pending-actions";
import { renderActionSummary } from "@handsfree/wire";
import { readerOf } from "../access/caller.ts";
import { actionAuditors } from "../access/groups.ts";
import { exactText } from "../http/exact-text.ts";
import type { Expansion } from "./expand.ts";

/** The pending action that a record is about, in short. */
export function linkedAction<Item>(idOf: (item: Item) => string | null): Expansion<Item> {
  return {
    access: actionAuditors,
    read: async (items, { db, context, request }) => {
      const ids = items.flatMap((item) => idOf(item) ?? []);
      const actions = await findActionSummaries(db, { ...readerOf(request), ids }, context);
      return (item) => {
        const action = actions.get(idOf(item) ?? "");
        return action === undefined ? null : renderActionSummary(action, exactText);
      };
    },
  };
}
