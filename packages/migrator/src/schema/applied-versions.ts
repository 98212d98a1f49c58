import type { Kysely } from "kysely";
import { numberOf } from "../files/file-name.ts";
import { readHistory } from "../history/read-history.ts";

/** The versions that made the schema what it is, in order: not those that are half done. */
export async function appliedVersions<DB>(db: Kysely<DB>): Promise<string[]> {
  const { rows } = await readHistory(db);
  return rows
    .filter(({ state }) => state === "applied" || state === "baseline")
    .map(({ version }) => version)
    .toSorted((a, b) => place(a) - place(b));
}

function place(version: string): number {
  return numberOf(version) ?? Number.MAX_SAFE_INTEGER;
}
