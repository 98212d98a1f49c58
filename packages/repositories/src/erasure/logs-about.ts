import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { type AgedKey, keysByAge, type KeySource } from "../keys-by-age.ts";
import { largeContents } from "../large-contents.ts";
import { mentionsOf } from "./mentions.ts";
import { searchByAge } from "./search-by-age.ts";
import { anyOf, holdsAny } from "./search-text.ts";
import type { Subject } from "./subject.ts";

const logs: Omit<KeySource, "where"> = {
  table: "action_logs",
  key: "id",
  keyType: "uuid",
  time: "created_at",
  contents: largeContents.action_logs,
};
const texts = ["target", "request", "result", "idempotency_key"] as const;

/** A person's own action logs, so many at a time. */
export function ownLogs(
  db: Executor<Database>,
  { userId }: Subject,
  batchSize: number,
): AsyncIterable<AgedKey[]> {
  // Whoever removes their contents reads them a few at a time.
  return keysByAge(
    db,
    { ...logs, contents: undefined, where: sql`user_id = ${userId}` },
    batchSize,
  );
}

/** The logs of others in which the person is named, such as that of an action which they approved. */
export async function* logsNaming(
  db: Executor<Database>,
  subject: Subject,
  batchSize: number,
): AsyncIterable<AgedKey[]> {
  const mentions = mentionsOf(subject);
  const named = anyOf(texts.map((column) => holdsAny(column, mentions.needles)));
  const others = { ...logs, where: sql<boolean>`user_id <> ${subject.userId}` };
  for await (const keys of searchByAge(db, others, named, batchSize)) {
    const rows = await db
      .selectFrom("action_logs")
      .select(["id", ...texts])
      .where(
        "id",
        "in",
        keys.map(({ key }) => key),
      )
      .execute();
    const names = (text: string | null): boolean => text !== null && mentions.isIn(text);
    const ids = new Set(
      rows.filter((row) => texts.some((column) => names(row[column]))).map(({ id }) => id),
    );
    const naming = keys.filter(({ key }) => ids.has(key));
    if (naming.length > 0) yield naming;
  }
}
