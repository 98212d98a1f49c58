import { findNames } from "@handsfree/repositories/identity";
import { type NamesJson, renderPrincipalName } from "@handsfree/wire";
import type { Expansion } from "./expand.ts";

/**
 * The names of the people and services whose ids a record has. Who may read the record may read their names, and
 * nothing else of them.
 */
export function namesOf<Item>(idsOf: (item: Item) => readonly (string | null)[]): Expansion<Item> {
  const idsIn = (item: Item): string[] => [...new Set(idsOf(item).filter((id) => id !== null))];
  return {
    read: async (items, { db }) => {
      const names = await findNames(db, items.flatMap(idsIn));
      return (item): NamesJson =>
        Object.fromEntries(
          idsIn(item).map((id) => {
            const name = names.get(id);
            return [id, name === undefined ? null : renderPrincipalName(name)];
          }),
        );
    },
  };
}
