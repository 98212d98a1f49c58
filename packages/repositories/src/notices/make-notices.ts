import { type Executor, inTransaction, insertRows } from "@handsfree/query";
import type { Database, NoticeRow } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { systemRow } from "../action-logs/record.ts";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { type ConsumerStep, consumeFeed, readEvents, type Tail } from "../feed/consume.ts";
import { consumerPosition } from "../feed/consumer-position.ts";
import { isSecret, keepText } from "../redaction/keep-text.ts";
import { retried } from "../retried.ts";
import { requireObject, requireSignal, requireWhole } from "../validate.ts";
import { requireNoTransaction } from "../work/worker/run-worker.ts";
import { isAnyoneWaiting } from "./begin-at-end.ts";
import { CommitChecks, commitKey } from "./commit-checks.ts";
import { noticeLimits } from "./github/payload.ts";
import { type EventFacts, readFacts, type ToldNotice } from "./read-facts.ts";
import { type Recipient, Recipients } from "./recipients.ts";
import { fireTriggers } from "./triggers/fire.ts";
import { proposeFired } from "./triggers/propose.ts";

/** How far the stored position may stay behind while there is nothing to tell. */
const mostNotStored = 1000;

/**
 * Makes notices of GitHub's deliveries as they come, and the proposals of triggers whose events came, until the signal
 * is aborted. It reads the feed, and claims no event, so that those who process webhook events get them all. Several
 * servers may do so at a time: the position in the feed moves in the transaction that writes what the events tell, so
 * that each notice is made once, and none is missed after a crash.
 *
 * @param db the database, not a transaction.
 * @throws {InvalidInputError} naming the field.
 * @throws {HandsFreeError} for a database error that is not retryable.
 */
export async function makeNotices(
  db: Executor<Database>,
  options: {
    /** Stops the run. */
    readonly signal: AbortSignal;
    /** The maximum number of a user's actions that wait, which a proposal of a trigger keeps too. Default 100. */
    readonly openLimit?: number | undefined;
  },
  context: Context = systemContext,
): Promise<void> {
  requireCall(db, context);
  const { signal, openLimit } = requireObject("options", options);
  requireSignal("signal", signal);
  if (openLimit !== undefined) {
    requireWhole("openLimit", openLimit, 1, Number.MAX_SAFE_INTEGER);
  }
  requireNoTransaction(db);
  const maker = new NoticeMaker(db, context);
  const step: ConsumerStep = async (tail) => {
    const round = await maker.next(tail);
    await proposeFired(db, { openLimit }, context);
    return round;
  };
  const findSteps = async () => ((await isAnyoneWaiting(db)) ? [step] : []);
  await consumeFeed(db, { findSteps, signal }, context);
}

/** Makes the notices of the events up to the end of the feed, some at a time. */
export class NoticeMaker {
  /** How far it was looked, while the position is still the stored one. */
  #looked = { stored: -1, until: -1 };
  readonly #db: Executor<Database>;
  readonly #context: Context;

  constructor(db: Executor<Database>, context: Context) {
    this.#db = db;
    this.#context = context;
  }

  async next(tail: Tail | undefined): Promise<{ readonly until: number; readonly isEnd: boolean }> {
    const stored = await consumerPosition(this.#db, "noticed");
    const from = this.#looked.stored === stored ? this.#looked.until : stored;
    const { events, until, isEnd } = await readEvents(this.#db, from, tail, this.#context);
    const facts = await readFacts(this.#db, events);
    if (facts.length === 0 && until - stored < mostNotStored) {
      this.#looked = { stored, until };
      return { until, isEnd };
    }
    const stopped = atOneInstant(this.#context);
    const isMoved = await retried(this.#db, () =>
      inTransaction(this.#db, async (transaction) => {
        if ((await consumerPosition(transaction, "noticed", "update")) !== stored) return false;
        const move = transaction.updateTable("feed_state").set({ position: until });
        await move.where("name", "=", "noticed").execute();
        await write(transaction, facts, stopped);
        return true;
      }),
    );
    // Otherwise another server did so.
    return isMoved ? { until, isEnd } : { until: from, isEnd: true };
  }
}

async function write(
  transaction: Transaction<Database>,
  facts: readonly EventFacts[],
  context: Context,
): Promise<void> {
  const told = await judgeChecks(transaction, facts);
  const recipients = await Recipients.find(
    transaction,
    told.map(({ notice }) => notice),
  );
  const rows = told.flatMap((one) =>
    recipients.of(one.notice).map((recipient) => toRow(one, recipient, context)),
  );
  const inserted = await insertRows(transaction, "notices", rows, "notice_key");
  const logs = rows
    .filter((_row, place) => inserted[place])
    .map(({ id, user_id: userId, kind }) =>
      systemRow(
        { userId, actionType: "notice.made", target: id, ok: true, result: { kind } },
        context,
      ),
    );
  await insertRows(transaction, "action_logs", logs);
  await fireTriggers(transaction, told, context);
}

/** Takes the reports of checks, and leaves out that checks passed while others have not. */
async function judgeChecks(
  transaction: Transaction<Database>,
  facts: readonly EventFacts[],
): Promise<ToldNotice[]> {
  const commits = facts.flatMap(({ check }) =>
    check === null ? [] : commitKey(check.repository, check.headSha),
  );
  const checks = await CommitChecks.find(transaction, commits);
  const told = facts.flatMap((event) => {
    if (event.check !== null) checks.report(event.check, event.receivedAt);
    return event.notices
      .filter(
        ({ kind, repository, headSha }) =>
          kind !== "checks_passed" || (headSha !== null && checks.havePassed(repository, headSha)),
      )
      .map((notice) => ({ notice, event }));
  });
  await checks.write(transaction);
  return told;
}

function toRow(
  { notice, event }: ToldNotice,
  { userId, login }: Recipient,
  context: Context,
): NoticeRow {
  const { kind, repository, subject, headSha, actor, at, key } = notice;
  const { number, title, url } = subject;
  return {
    id: context.newId(),
    notice_key: `${userId}/${key}`,
    user_id: userId,
    kind,
    repository,
    number: number !== null && number <= largestNumber ? number : null,
    title: title === null ? null : keepText("title", title, noticeLimits.title, context),
    url: url === null || isSecret(url, context) ? null : url,
    head_sha: headSha,
    login,
    actor,
    webhook_event_id: event.eventId,
    happened_at: at === null || at > event.receivedAt ? event.receivedAt : at,
    read_at: null,
    created_at: context.now(),
  };
}

/** The largest number that the column holds. */
const largestNumber = 2_147_483_647;
