import { type Executor, inTransaction, insertRows } from "@handsfree/query";
import type { Database, NotificationDeliveryRow } from "@handsfree/schema";
import { atOneInstant, type Context } from "../../context.ts";
import { type ConsumerStep, consumeFeed, readEvents, type Tail } from "../../feed/consume.ts";
import { consumerPosition } from "../../feed/consumer-position.ts";
import type { EventType } from "../../feed/event-types.ts";
import { isLive } from "../../pending-actions/action.ts";
import { isAsked } from "../../pending-actions/is-asked.ts";
import { retried } from "../../retried.ts";
import { isAnyChannelEnabled } from "../hold-channel.ts";
import { findMissingNotices } from "./find-notices.ts";

/** How far the stored position may stay behind while there is nothing to tell. */
const mostNotStored = 1000;

/** How many actions a person is told of who joins a group. */
const mostAfterJoining = 20;

/** The events after which an action waits for other people, or no longer waits. */
const changesWhoIsAsked: ReadonlySet<EventType> = new Set<EventType>([
  "pending_action.proposed",
  "pending_action.approved",
  "pending_action.edited",
  "pending_action.escalated",
  "pending_action.confirmed",
  "pending_action.taken_back",
  "pending_action.rejected",
  "pending_action.cancelled",
  "pending_action.expired",
  "pending_action.deleted",
]);

/** Makes notices as events come, until the signal is aborted. @param onMade is called after some were made. */
export function makeNotices(
  db: Executor<Database>,
  { signal, onMade }: { readonly signal: AbortSignal; readonly onMade: () => void },
  context: Context,
): Promise<void> {
  const fanOut = new NoticeFanOut(db, context);
  const step: ConsumerStep = async (tail) => {
    const round = await fanOut.next(tail);
    if (round.made > 0) onMade();
    return round;
  };
  const findSteps = async () => ((await isAnyChannelEnabled(db)) ? [step] : []);
  return consumeFeed(db, { findSteps, signal }, context);
}

/**
 * Makes the notices of the feed's events. The position moves in the transaction that inserts them, and only from the
 * place that was read, so that several servers make each notice once.
 */
class NoticeFanOut {
  /** How far it was looked, while the position is still the stored one. */
  #looked = { stored: -1, until: -1 };
  readonly #db: Executor<Database>;
  readonly #context: Context;

  constructor(db: Executor<Database>, context: Context) {
    this.#db = db;
    this.#context = context;
  }

  async next(
    tail: Tail | undefined,
  ): Promise<{ readonly until: number; readonly isEnd: boolean; readonly made: number }> {
    const stored = await consumerPosition(this.#db, "notified");
    const from = this.#looked.stored === stored ? this.#looked.until : stored;
    const { events, until, isEnd } = await readEvents(this.#db, from, tail, this.#context);
    const ids = new Set(
      events.flatMap(({ event: { type, record } }) =>
        changesWhoIsAsked.has(type) && record.id !== null ? record.id : [],
      ),
    );
    for (const { event } of events) {
      if (event.type !== "approver_group.member_added" || event.userId === null) continue;
      for (const id of await findOpenActions(this.#db, event.userId, this.#context)) ids.add(id);
    }
    if (ids.size === 0 && until - stored < mostNotStored) {
      this.#looked = { stored, until };
      return { until, isEnd, made: 0 };
    }
    const stopped = atOneInstant(this.#context);
    const notices = ids.size === 0 ? [] : await findMissingNotices(this.#db, [...ids], stopped);
    const isMoved = await this.#store(stored, until, notices);
    // Otherwise another server did so.
    return isMoved ? { until, isEnd, made: notices.length } : { until: from, isEnd: true, made: 0 };
  }

  #store(
    stored: number,
    until: number,
    notices: readonly NotificationDeliveryRow[],
  ): Promise<boolean> {
    return retried(this.#db, () =>
      inTransaction(this.#db, async (transaction) => {
        if ((await consumerPosition(transaction, "notified", "update")) !== stored) return false;
        await transaction
          .updateTable("feed_state")
          .set({ position: until })
          .where("name", "=", "notified")
          .execute();
        await insertRows(transaction, "notification_deliveries", notices, "delivery_key");
        return true;
      }),
    );
  }
}

/** The open actions that a person is asked about, the newest first. */
async function findOpenActions(
  db: Executor<Database>,
  userId: string,
  context: Context,
): Promise<string[]> {
  const now = context.now();
  const rows = await db
    .selectFrom("pending_actions")
    .select("id")
    .where(isLive(now))
    .where(await isAsked(db, userId, now))
    .orderBy("created_at", "desc")
    .limit(mostAfterJoining)
    .execute();
  return rows.map(({ id }) => id);
}
