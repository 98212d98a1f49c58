import { type Executor, HandsFreeError } from "@handsfree/query";
import type { Database, NotificationDeliveryRow } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../../context.ts";
import { runDeliveries } from "../../deliveries/run-deliveries.ts";
import { requireFunction, requireObject, requireSignal, requireWhole } from "../../validate.ts";
import { describeError } from "../../work/error-text.ts";
import type { Holder } from "../../work/held.ts";
import { requireNoTransaction } from "../../work/worker/run-worker.ts";
import { requireSigningKey, type WebhookSigningKey } from "../../webhook-endpoints/secret.ts";
import { makeNotices } from "./fan-out.ts";
import type { Notice, NoticeOutcome, SendNotice } from "./notice.ts";
import { prepareNotice } from "./prepare.ts";
import { endUnsent, postponeNotice, reportOutcome } from "./report.ts";
import { noticeWork } from "./work.ts";

const defaultConcurrency = 50;
const mostAtOnce = 500;

/** The options of `deliverNotifications`. */
export interface NotificationDelivering {
  /** The key that seals addresses, of at least 32 bytes. */
  readonly signingKey: WebhookSigningKey;
  /** Makes an attempt, and limits its time. */
  readonly send: SendNotice;
  /** How many notices are attempted at a time, from 1 to 500. Default 50. */
  readonly concurrency?: number | undefined;
  /** How often due notices are looked for, in milliseconds. Those that were just made are found at once. Default 1000. */
  readonly pollMilliseconds?: number | undefined;
  /** A random number from 0 to below 1, for back-off. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Stops the run: attempts in progress are finished. */
  readonly signal: AbortSignal;
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
  const { signingKey, send, signal } = requireObject("options", options);
  const {
    concurrency = defaultConcurrency,
    pollMilliseconds = 1000,
    random = Math.random,
  } = options;
  requireNoTransaction(db);
  requireSigningKey(signingKey);
  requireFunction("send", send);
  requireFunction("random", random);
  requireSignal("signal", signal);
  requireWhole("concurrency", concurrency, 1, mostAtOnce);
  requireWhole("pollMilliseconds", pollMilliseconds, 1, 60_000);
  const sender = { signingKey, send, random };
  await runDeliveries(
    db,
    {
      work: noticeWork,
      worker: "notifications",
      targetOf: (row) => row.channel_id,
      attempt: (row, holder, lost) => attempt(db, { row, holder, lost }, sender, context),
      release: (holder) => postponeNotice(db, holder, undefined, context),
      make: (onMade, stop) => makeNotices(db, { signal: stop, onMade }, context),
      concurrency,
      pollMilliseconds,
      random,
      signal,
    },
    context,
  );
}

interface ClaimedNotice {
  readonly row: NotificationDeliveryRow;
  readonly holder: Holder;
  readonly lost: AbortSignal;
}

/** Makes one attempt. @returns a function that reports it. */
async function attempt(
  db: Executor<Database>,
  { row, holder, lost }: ClaimedNotice,
  {
    signingKey,
    send,
    random,
  }: Pick<NotificationDelivering, "signingKey" | "send"> & {
    readonly random: () => number;
  },
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
    const outcome = await sendSafely(send, { ...notice, signal: lost });
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

async function sendSafely(send: SendNotice, notice: Notice): Promise<NoticeOutcome> {
  try {
    return await send(notice);
  } catch (error) {
    return { outcome: "failed", error: describeError(error) };
  }
}
