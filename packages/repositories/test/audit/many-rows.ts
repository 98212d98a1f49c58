import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type RawBuilder, sql } from "kysely";

/** The users of the rows. */
export const users: readonly string[] = Array.from(
  { length: 10 },
  (_, n) => `019a2f6e-0000-7000-8000-10000000000${n}`,
);

/** The id of a row. */
export function idOf(index: number): string {
  return `019a2f6e-0000-7000-8000-${index.toString(16).padStart(12, "0")}`;
}

/** Inserts rows a second apart, from 2026 on, each of the next user, with contents that all differ. */
export async function insertRows(
  db: Executor<Database>,
  { first = 0, count }: { first?: number; count: number },
): Promise<void> {
  await sql`insert into action_logs (id, user_id, action_type, target, request, result, ok, idempotency_key, owned_key,
      key_expires_at, request_digest, content_salt, content_digest, removal, content_bytes, created_at)
    select cast('019a2f6e-0000-7000-8000-' || lpad(to_hex(i), 12, '0') as uuid),
      cast('019a2f6e-0000-7000-8000-10000000000' || (i % 10) as uuid),
      case when i % 2 = 0 then 'merge_pr' else 'comment' end,
      case when i % 3 = 0 then null else 'octo/repo#' || i end,
      cast('{"n": ' || i || ', "words": "straße"}' as json),
      case when i % 7 = 0 then null else cast('[' || i || ', 2.50]' as json) end,
      i % 11 <> 0, 'key-' || i, 'owned-' || i, null, null, gen_random_uuid(), null, null, 100,
      timestamptz '2026-01-01 00:00:00.000001+00' + i * interval '1 second'
    from generate_series(cast(${first} as int), cast(${first + count - 1} as int)) as series (i)`.execute(
    db,
  );
}

/** A list of ids as a subquery. */
export function ids(list: readonly string[]): RawBuilder<string> {
  return sql<string>`(select unnest(cast(${list} as uuid[])))`;
}

/** Pseudo-random numbers from 0 to below 1 from a seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A random sample of the items without repetition. */
export function sample<T>(items: readonly T[], count: number, random: () => number): T[] {
  const left = [...items];
  return Array.from({ length: count }, () => {
    const index = Math.floor(random() * left.length);
    const [item] = left.splice(index, 1);
    return item as T;
  });
}
