import { type Executor, HandsFreeError } from "@handsfree/query";
import type { Database, NotificationDeliveryRow } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../../context.ts";
import { runDeliveries } from "../../deliveries/run-deliveries.ts";
import {
  requireSender,
  type Sender,
  type SenderOptions,
  sendSafely,
} from "../../deliveries/sender-options.ts";
import type { Holder } from "../../work/held.ts";
import type { WebhookSigningKey } from "../../webhook-endpoints/secret.ts";
import { makeNotices } from "./fan-out.ts";
import type { NoticeOutcome, SendNotice } from "./notice.ts";
import { prepareNotice } from "./prepare.ts";
import { endUnsent, postponeNotice, reportOutcome } from "./report.ts";
import { noticeWork } from "./work.ts";

/** The options of `deliverNotifications`. */
export interface NotificationDelivering extends SenderOptions {
  /** The key that seals addresses, of at least 32 bytes. */
  readonly signingKey: WebhookSigningKey;
  /** Makes an attempt, and limits its time. */
  readonly send: SendNotice;
  /** How many notices are attempted at a time, from 1 to 500. Default 50. */
  readonly concurrency?: number | undefined;
}

/**
 * Tells people that actions wait for them, by the channels that they have, until the signal is aborted. Several servers
 * may do so at a time: a notice is made once for each action and channel, and one server at a time attempts it. It is
 * attempted at least once: a server that ends between an attempt and its report leaves the notice to the next one. A
 * notice is dropped once its action does not wait for the person any more, and is then taken back where that can be done.
 *
 * @param db the database, not a transaction.
 * @throws {InvalidInputError} naming the field.
 * @throws {HandsFreeError} for a database error that is not retryable, after attempts in progress.
 */
export async function deliverNotifications(
  db: Executor<Database>,
  options: NotificationDelivering,
  context: Context = systemContext,
): Promise<void> {
  requireCall(db, context);
  const sender = requireSender(db, options, { concurrency: 50 });
  await runDeliveries(
    db,
    {
      work: noticeWork,
      worker: "notifications",
      targetOf: (row) => row.channel_id,
      attempt: (row, holder, lost) => attempt(db, { row, holder, lost }, sender, context),
      release: (holder) => postponeNotice(db, holder, undefined, context),
      make: (onMade, stop) => makeNotices(db, { signal: stop, onMade }, context),
      sender,
    },
    context,
  );
}

const toFailure = (error: string): NoticeOutcome => ({ outcome: "failed", error });

interface ClaimedNotice {
  readonly row: NotificationDeliveryRow;
  readonly holder: Holder;
  readonly lost: AbortSignal;
}

/** Makes one attempt. @returns a function that reports it. */
async function attempt(
  db: Executor<Database>,
  { row, holder, lost }: ClaimedNotice,
  { signingKey, send, random }: NotificationDelivering & Sender,
  context: Context,
): Promise<() => Promise<void>> {
  let prepared;
  try {
    prepared = await prepareNotice(db, row, signingKey, context);
  } catch (error) {
    if (!(error instanceof HandsFreeError && error.retryable)) throw error;
    prepared = { do: "release" } as const;
  }
  if (prepared.do === "send") {
    const { channel, notice } = prepared;
    const outcome = await sendSafely(send, { ...notice, signal: lost }, toFailure);
    return () => reportOutcome(db, holder, { channel, outcome, random }, context);
  }
  if (prepared.do === "drop" || prepared.do === "bury") {
    const state = prepared.do === "drop" ? "dropped" : "dead";
    const { error } = prepared;
    return () => endUnsent(db, holder, { state, error }, context);
  }
  const until = prepared.do === "wait" ? prepared.until : undefined;
  return () => postponeNotice(db, holder, until, context);
}
