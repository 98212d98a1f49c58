import { DatabaseError, type Executor, InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";

import type { Policy } from "../policy.ts";
import { parsePolicies } from "../text/parse.ts";
import type { NewestPolicies } from "./rules.ts";

/** The number of texts whose policies are remembered: those of several databases, and of a version before. */
const mostKnown = 10;

/** The policies of texts, by the digests of the texts. So they hold for any database, also after a rollback. */
const known = new Map<string, readonly Policy[]>();

/** The policies of a version. Its text is read and parsed once in this process. */
export async function findParsed(
  db: Executor<Database>,
  { version, sha256 }: NewestPolicies,
): Promise<readonly Policy[]> {
  const found = known.get(sha256);
  if (found !== undefined) return found;
  const { policies: text } = await db
    .selectFrom("action_policies")
    .select("policies")
    .where("version", "=", version)
    .executeTakeFirstOrThrow();
  const parsed = parseStored(version, text);
  const [oldest] = known.keys();
  if (oldest !== undefined && known.size >= mostKnown) known.delete(oldest);
  known.set(sha256, parsed);
  return parsed;
}

/** A text that was stored is not the caller's, who cannot correct it. */
function parseStored(version: number, text: string): readonly Policy[] {
  try {
    return parsePolicies(text);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw new DatabaseError(
      "query_failed",
      `the stored policies of version ${version} cannot be read: ${error.message}; store them again`,
      { cause: error },
    );
  }
}
