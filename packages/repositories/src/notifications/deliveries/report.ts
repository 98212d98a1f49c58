import type { Executor } from "@handsfree/query";
import type { Database, NotificationChannelRow, NotificationDeliveryRow } from "@handsfree/schema";
import type { Context } from "../../context.ts";
import { mostAttempts, nextDeliveryAttempt } from "../../deliveries/retry-waits.ts";
import { keepError } from "../../work/error-text.ts";
import type { Holder } from "../../work/held.ts";
import type { Move } from "../../work/leased-work.ts";
import { reportWork } from "../../work/report.ts";
import { disableChannel } from "../change.ts";
import { notificationLimits } from "../limits.ts";
import type { NoticeOutcome } from "./notice.ts";
import { type NoticeTypes, noticeWork } from "./work.ts";

/** Stores the outcome of an attempt, and what it says about the channel. */
export async function reportOutcome(
  db: Executor<Database>,
  holder: Holder,
  attempted: {
    /** As it was read before the attempt. */
    readonly channel: NotificationChannelRow;
    readonly outcome: NoticeOutcome;
    readonly random: () => number;
  },
  context: Context,
): Promise<void> {
  const { channel, outcome, random } = attempted;
  const isSent = outcome.outcome === "sent";
  const last_error = isSent ? null : keepError(outcome.error, context);
  await move(db, holder, context, (row, now) => {
    if (isSent) {
      const message_ref = outcome.messageRef ?? row.message_ref;
      return end("delivered", { last_error, message_ref }, now);
    }
    if (outcome.outcome !== "failed" || row.attempts >= mostAttempts) {
      return end("dead", { last_error }, now);
    }
    const next_attempt_at = nextDeliveryAttempt(row.attempts, outcome.retryAfter, now, random);
    return { set: { last_error, next_attempt_at }, step: null };
  });
  if (outcome.outcome === "gone") {
    await disableChannel(db, { read: channel, because: "gone" }, context);
  } else if (outcome.outcome !== "refused") {
    await noteHealth(db, channel, isSent, context);
  }
}

/** Ends a notice without an attempt, which does not count. */
export function endUnsent(
  db: Executor<Database>,
  holder: Holder,
  { state, error }: { readonly state: "dropped" | "dead"; readonly error: string },
  context: Context,
): Promise<void> {
  return move(db, holder, context, ({ attempts }, now) =>
    end(state, { last_error: error, attempts: attempts - 1 }, now),
  );
}

/** Gives a notice back until a time. The attempt does not count. */
export function postponeNotice(
  db: Executor<Database>,
  holder: Holder,
  until: Date | undefined,
  context: Context,
): Promise<void> {
  return move(db, holder, context, ({ attempts }, now) => ({
    set: { attempts: attempts - 1, next_attempt_at: until ?? now },
    step: null,
  }));
}

async function move(
  db: Executor<Database>,
  holder: Holder,
  context: Context,
  decide: (row: NotificationDeliveryRow, now: Date) => Move<NoticeTypes>,
): Promise<void> {
  await reportWork(db, noticeWork, holder, { end: decide }, context);
}

function end(
  state: "delivered" | "dropped" | "dead",
  set: Partial<NotificationDeliveryRow>,
  now: Date,
): Move<NoticeTypes> {
  return { set: { ...set, state, next_attempt_at: null, ended_at: now }, step: null };
}

/** Remembers since when a channel has only failed, and disables it after days of that. */
async function noteHealth(
  db: Executor<Database>,
  before: NotificationChannelRow,
  isHealthy: boolean,
  context: Context,
): Promise<void> {
  // Read again, since other attempts have ended meanwhile; mostly there is nothing to change.
  const channel = await db
    .selectFrom("notification_channels")
    .select(["id", "sealed_address", "failing_since"])
    .where("id", "=", before.id)
    .executeTakeFirst();
  if (channel === undefined || channel.sealed_address !== before.sealed_address) return;
  const now = context.now();
  const { failing_since: since } = channel;
  if (isHealthy ? since !== null : since === null) {
    await db
      .updateTable("notification_channels")
      .set({ failing_since: isHealthy ? null : now })
      .where("id", "=", channel.id)
      .execute();
  }
  if (isHealthy || since === null) return;
  if (now.getTime() - since.getTime() < notificationLimits.failingSeconds * 1000) return;
  await disableChannel(db, { read: channel, because: "failing" }, context);
}
