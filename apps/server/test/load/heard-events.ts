import { expect } from "vitest";
import type { EventJson } from "@handsfree/wire/events";
import type { Records } from "./records.ts";
import { lastLog } from "./streams.ts";

/** A reader of the feed, and what the stream has shown. */
export interface Reader {
  readonly userId: string;
  readonly events: readonly EventJson[];
}

/**
 * Expects that each reader was shown each change of the own records, and each delivery, once, in the order of the feed.
 * What there is to be shown comes from the records, and not from the feed. All streams began before the first change.
 */
export async function expectHeard(records: Records, readers: readonly Reader[]): Promise<void> {
  await using db = await records.open();
  const actions = await db.selectFrom("pending_actions").select(["id", "user_id"]).execute();
  const logs = await db
    .selectFrom("action_logs")
    .select(["id", "user_id"])
    .where("action_type", "in", ["merge_pr", lastLog])
    .execute();
  const deliveries = await db.selectFrom("webhook_events").select("id").execute();
  const received = deliveries.map(({ id }) => `webhook_event.received ${id}`);

  for (const { userId, events } of readers) {
    const own = <T extends { readonly user_id: string }>(rows: readonly T[]): T[] =>
      rows.filter(({ user_id }) => user_id === userId);
    const expected = new Set([
      ...received,
      ...own(actions).flatMap(({ id }) => [
        `pending_action.proposed ${id}`,
        `pending_action.confirmed ${id}`,
      ]),
      ...own(logs).map(({ id }) => `action_log.recorded ${id}`),
    ]);
    const shown = events.map(({ type, record }) => `${type} ${record.id}`);
    const once = new Set(shown);
    expect(shown.filter((one) => !expected.has(one))).toEqual([]);
    expect([...expected].filter((one) => !once.has(one))).toEqual([]);
    expect(shown).toHaveLength(expected.size);
    const ids = events.map(({ id }) => Number(id));
    expect(ids.filter((id, index) => id <= (ids[index - 1] ?? 0))).toEqual([]);
  }
}
