import type { ExpandedActionLogJson } from "@handsfree/wire/action-logs";

/** Who asked for what a record is about, as far as is known. */
export function nameOfActor({ actor }: Pick<ExpandedActionLogJson, "actor">): string {
  if (actor === null || actor === undefined) return "The machine itself";
  return actor.name ?? actor.id;
}
