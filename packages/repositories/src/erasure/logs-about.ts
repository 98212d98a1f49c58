import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { type AgedKey, keysByAge, type KeySource } from "../keys-by-age.ts";
import { readAtOnce } from "./batches.ts";
import { type Mentions, mentionsOf } from "./mentions.ts";
import { anyOf, canName } from "./search-text.ts";
import type { Subject } from "./subject.ts";

const logs: Omit<KeySource, "where"> = {
  table: "action_logs",
  key: "id",
  keyType: "uuid",
  time: "created_at",
};
const texts = ["target", "request", "result", "idempotency_key"] as const;

/** A person's own action logs, so many at a time. */
export function ownLogs(
  db: Executor<Database>,
  { userId }: Subject,
  batchSize: number,
): AsyncIterable<AgedKey[]> {
  return keysByAge(db, { ...logs, where: sql`user_id = ${userId}` }, batchSize);
}

/** The logs of others in which the person is named, such as that of an action which they approved. */
export async function* logsNaming(
  db: Executor<Database>,
  subject: Subject,
  batchSize: number,
): AsyncIterable<AgedKey[]> {
  const mentions = mentionsOf(subject);
  const named = anyOf(texts.map((column) => canName(db, column, mentions)));
  const where = sql<boolean>`(user_id <> ${subject.userId} and ${named})`;
  let naming: AgedKey[] = [];
  for await (const keys of keysByAge(db, { ...logs, where }, readAtOnce)) {
    const ids = await idsOfNaming(db, keys, mentions);
    for (const found of keys.filter(({ key }) => ids.has(key))) {
      if (naming.push(found) < batchSize) continue;
      yield naming;
      naming = [];
    }
  }
  if (naming.length > 0) yield naming;
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
