import type { Node, RangeVar } from "libpg-query";

/** The name of a table, without the default schema. */
export function tableName({ schemaname, relname }: RangeVar): string {
  return join([schemaname ?? "", relname ?? ""]);
}

/** The names of the objects of a DROP. */
export function droppedNames(objects: readonly Node[] = []): string[] {
  return objects.map((object) => objectName(nameParts(object)));
}

function nameParts(object: Node): readonly Node[] {
  if ("List" in object) return object.List.items ?? [];
  if ("TypeName" in object) return object.TypeName.names ?? [];
  if ("ObjectWithArgs" in object) return object.ObjectWithArgs.objname ?? [];
  return [object];
}

/** Joins the parts of a name. */
export function objectName(parts: readonly Node[] = []): string {
  return join(texts(parts));
}

/** The texts of a list of String nodes. */
export function texts(nodes: readonly Node[] = []): string[] {
  return nodes.flatMap((node) => ("String" in node ? (node.String.sval ?? "") : []));
}

function join(parts: readonly string[]): string {
  const [name = "", schema = ""] = parts.toReversed();
  return ["", "main", "public", "pg_catalog"].includes(schema) ? name : `${schema}.${name}`;
}

/** Quotes a name from `tableName` as SQL. */
export function quoteName(name: string): string {
  return name
    .split(".")
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join(".");
}

/** All nodes of one kind in a tree, at any depth. */
export function findAll<Found>(tree: unknown, kind: string): Found[] {
  if (Array.isArray(tree)) return tree.flatMap((item) => findAll<Found>(item, kind));
  if (typeof tree !== "object" || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) => [
    ...(key === kind ? [value as Found] : []),
    ...findAll<Found>(value, kind),
  ]);
}

/** The tables that a tree mentions: every `RangeVar`, with or without that key around it. */
export function mentionedTables(tree: unknown): string[] {
  if (Array.isArray(tree)) return tree.flatMap(mentionedTables);
  if (typeof tree !== "object" || tree === null) return [];
  const own = "relname" in tree && "relpersistence" in tree ? [tableName(tree as RangeVar)] : [];
  return [...own, ...Object.values(tree).flatMap(mentionedTables)];
}
