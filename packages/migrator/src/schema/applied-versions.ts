import type { Kysely } from "kysely";
import { readHistory, type WithHistory } from "../history.ts";

/** The versions that made the schema what it is, in order. */
export async function appliedVersions<DB>(db: Kysely<DB>): Promise<string[]> {
  const history = await readHistory(db as unknown as Kysely<WithHistory>);
  return history.map(({ version }) => version);
}
