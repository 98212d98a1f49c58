import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { type AgedKey, keysByAge, type KeySource } from "../keys-by-age.ts";
import { largeContents } from "../large-contents.ts";
import { type Mentions, mentionsOf } from "./mentions.ts";
import { searchByAge } from "./search-by-age.ts";
import { anyOf, canName } from "./search-text.ts";
import type { Subject } from "./subject.ts";

const logs: Omit<KeySource, "where"> = {
  table: "action_logs",
  key: "id",
  time: "created_at",
  contents: largeContents.action_logs,
};
const texts = ["target", "request", "result", "idempotency_key"] as const;

/** The keys of a person's own action logs, in batches. */
export function ownLogs(
  db: Executor<Database>,
  { userId }: Subject,
  batchSize: number,
): AsyncIterable<AgedKey[]> {
  // The caller that removes the contents reads a few at a time.
  return keysByAge(
    db,
    { ...logs, contents: undefined, where: sql`user_id = ${userId}` },
    batchSize,
  );
}

/** The logs of other users that name the person, such as the log of an action that they approved. */
export async function* logsNaming(
  db: Executor<Database>,
  subject: Subject,
  batchSize: number,
): AsyncIterable<AgedKey[]> {
  const mentions = mentionsOf(subject);
  const named = anyOf(texts.map((column) => canName(db, column, mentions)));
  const others = { ...logs, where: sql<boolean>`user_id <> ${subject.userId}` };
  for await (const keys of searchByAge(db, others, named, batchSize)) {
    const ids = await idsOfNaming(db, keys, mentions);
    const naming = keys.filter(({ key }) => ids.has(key));
    if (naming.length > 0) yield naming;
  }
}

async function idsOfNaming(
  db: Executor<Database>,
  keys: readonly AgedKey[],
  mentions: Mentions,
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom("action_logs")
    .select(["id", ...texts])
    .where(
      "id",
      "in",
      keys.map(({ key }) => key),
    )
    .execute();
  const isNamedIn = (text: string | null): boolean => text !== null && mentions.isIn(text);
  return new Set(
    rows.filter((row) => texts.some((column) => isNamedIn(row[column]))).map(({ id }) => id),
  );
}
