import { setTimeout as wait } from "node:timers/promises";
import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import { v7 } from "uuid";
import { expect, test } from "vitest";
import { recordActionLog } from "../../src/entries/action-logs.ts";
import { recordCommand } from "../../src/entries/commands.ts";
import {
  type EventGroup,
  type FeedEvent,
  followEvents,
  listEvents,
} from "../../src/entries/events.ts";
import { openFour } from "./four-databases.ts";

const writers = 50;
const readers = 3;
const reconnects = 20;
const changesOfWriter = 6;
const all: ReadonlySet<EventGroup> = new Set(["actions", "commands", "webhooks"]);
const everything = { userId: undefined, groups: all };

test(`${writers} writers, ${readers} readers with ${reconnects} breaks each: every change once, in one order`, async () => {
  await using four = await openFour(10);
  const userId = v7();
  const made = new Set<string>();
  /** A change that was made after another one was committed. */
  const inOrder: [string, string][] = [];
  const total = writers * changesOfWriter;

  const followers = Array.from({ length: readers }, (_, n) =>
    readWithBreaks(four.db(n + 1), () => four.draw(1_000_000), total),
  );
  await Promise.all(
    Array.from({ length: writers }, async (_, n) => {
      let before: string | undefined;
      for (let change = 0; change < changesOfWriter; change++) {
        const db = four.db(four.draw(4));
        const pause = four.draw(15);
        // Some stay open for a while after their insert, so that later ones commit first.
        const id = await db.transaction().execute(async (transaction) => {
          const written = await write(transaction, userId, n + change);
          if (change % 3 === 0) await wait(pause);
          return written;
        });
        made.add(id);
        if (before !== undefined) inOrder.push([before, id]);
        before = id;
      }
    }),
  );

  const feeds = await Promise.all(followers);
  const [first = []] = feeds;
  for (const feed of feeds) expect(feed).toEqual(first);
  const places = new Map(
    first.map(({ logId, record }, place) => [logId ?? record.id ?? "", place]),
  );
  expect(places.size).toBe(first.length);
  expect(new Set(places.keys())).toEqual(made);
  for (const [earlier, later] of inOrder) {
    expect(places.get(earlier)).toBeLessThan(places.get(later) ?? -1);
  }
  const listed: FeedEvent[] = [];
  for (let after = 0, isEnd = false; !isEnd;) {
    const page = await listEvents(four.db(), { ...everything, after, limit: 7 });
    if (page.outcome !== "read") throw new Error(page.outcome);
    listed.push(...page.events);
    ({ next: after, isEnd } = page);
  }
  expect(listed).toEqual(first);
});

async function write(db: Kysely<Database>, userId: string, n: number): Promise<string> {
  if (n % 2 === 0) {
    const recorded = await recordCommand(db, { userId, inputType: "text", status: "ok" });
    return recorded.command.id;
  }
  const recorded = await recordActionLog(db, { userId, actionType: "deploy", ok: true });
  if (recorded.outcome !== "recorded") throw new Error(recorded.outcome);
  return recorded.log.id;
}

/** Follows from the beginning, and goes away and comes back so often. */
async function readWithBreaks(
  db: Kysely<Database>,
  draw: () => number,
  total: number,
): Promise<FeedEvent[]> {
  const seen: FeedEvent[] = [];
  let after = 0;
  let left = reconnects;
  while (seen.length < total) {
    const connection = new AbortController();
    const follow = { after, signal: connection.signal };
    for await (const read of followEvents(db, everything, follow)) {
      if (read.outcome !== "read") throw new Error(read.outcome);
      const breaks = left > 0 && (read.events.length > 0 || draw() % 3 === 0);
      // A connection can break within what was sent at once.
      const arrived = breaks ? read.events.slice(0, draw() % 3) : read.events;
      seen.push(...arrived);
      after = breaks ? (arrived.at(-1)?.id ?? after) : read.next;
      if (breaks || seen.length >= total) break;
    }
    connection.abort();
    if (seen.length < total) left--;
  }
  expect(left).toBeLessThanOrEqual(0);
  return seen;
}
