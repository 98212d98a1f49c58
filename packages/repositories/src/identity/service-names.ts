import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { isOneOf } from "../one-of.ts";

/** The names of services, by their ids. */
export async function findServiceNames(
  db: Executor<Database>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const services = await db
    .selectFrom("services")
    .select(["id", "name"])
    .where(isOneOf("id", "uuid", [...new Set(ids)]))
    .execute();
  return new Map(services.map(({ id, name }) => [id, name]));
}
