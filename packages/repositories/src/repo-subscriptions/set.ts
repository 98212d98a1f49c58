import { DatabaseError, engineOf, type Executor, inTransaction, insertRow } from "@handsfree/query";
import {
  type Database,
  type NoticeKind,
  noticeKinds,
  type RepoSubscriptionRow,
} from "@handsfree/schema";
import type { Transaction } from "kysely";
import { insertActionLog } from "../action-logs/record.ts";
import { changedRows } from "../changed-rows.ts";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { type Actor, optionalActor } from "../identity/actor.ts";
import { beginAtEnd } from "../notices/begin-at-end.ts";
import { ownedRepository } from "../repo-policies/repository.ts";
import { retried } from "../retried.ts";
import { requireList, requireObject, requireOneOf } from "../validate.ts";
import { type RepoSubscriptionKey, requireKey } from "./find.ts";
import { type RepoSubscription, toSubscription } from "./subscription.ts";

/** A subscription to add or to change. */
export interface NewRepoSubscription extends Actor, RepoSubscriptionKey {
  /** The kinds of notices that are wanted; null, or left out, for all. */
  readonly kinds?: readonly NoticeKind[] | null | undefined;
}

/** The outcome: `unchanged` if the subscription had the kinds before. Nothing is written then. */
export interface SetRepoSubscription {
  readonly outcome: "created" | "changed" | "unchanged";
  readonly subscription: RepoSubscription;
}

/**
 * Subscribes a user to a repository, or to all repositories of an owner, and records that in the same transaction. From
 * then on they get the notices of these kinds, also of those that concern other people.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function setRepoSubscription(
  db: Executor<Database>,
  input: NewRepoSubscription,
  context: Context = systemContext,
): Promise<SetRepoSubscription> {
  requireCall(db, context);
  const key = requireKey("input", input, context);
  const kinds = optionalKinds(requireObject("input", input).kinds);
  const by = optionalActor(input);
  const stopped = atOneInstant(context);
  const begin = await beginAtEnd(db);
  return retried(db, () =>
    inTransaction(db, async (transaction) => {
      await begin(transaction);
      return setOne(transaction, { key, kinds, by }, stopped);
    }),
  );
}

/** @returns the kinds in their order, as JSON; null for all. */
function optionalKinds(kinds: readonly NoticeKind[] | null | undefined): string | null {
  if (kinds === undefined || kinds === null) return null;
  for (const kind of requireList("kinds", kinds)) requireOneOf("kinds", kind, noticeKinds);
  return JSON.stringify(noticeKinds.filter((kind) => kinds.includes(kind)));
}

interface Request {
  readonly key: RepoSubscriptionKey;
  readonly kinds: string | null;
  readonly by: string | null;
}

async function setOne(
  transaction: Transaction<Database>,
  { key, kinds, by }: Request,
  context: Context,
): Promise<SetRepoSubscription> {
  const { userId, repository } = key;
  const held = await transaction
    .selectFrom("notice_subscriptions")
    .selectAll()
    .where("owned_repository", "=", ownedRepository(userId, repository))
    .$if(engineOf(transaction) === "postgres", (query) => query.forUpdate())
    .executeTakeFirst();
  const set = { repo_full_name: repository, kinds, updated_at: context.now() };
  if (held?.kinds === kinds && held.repo_full_name === repository) {
    return { outcome: "unchanged", subscription: toSubscription(held) };
  }
  const row: RepoSubscriptionRow = {
    id: context.newId(),
    user_id: userId,
    owned_repository: ownedRepository(userId, repository),
    created_at: context.now(),
    ...held,
    ...set,
  };
  if (held === undefined) {
    if (!(await insertRow(transaction, "notice_subscriptions", row, "owned_repository"))) {
      const problem = "another caller adds the subscription; try again";
      throw new DatabaseError("write_conflict", problem, { retryable: true });
    }
  } else {
    const update = transaction.updateTable("notice_subscriptions").set(set);
    await update.where("id", "=", held.id).execute();
  }
  const result = { by, kinds: toSubscription(row).kinds };
  await record(transaction, { key, event: "set", result }, context);
  return {
    outcome: held === undefined ? "created" : "changed",
    subscription: toSubscription(row),
  };
}

/** A subscription to remove. */
export interface RepoSubscriptionRemoval extends Actor, RepoSubscriptionKey {}

/**
 * Ends a user's subscription, and records that in the same transaction. Notices that it made stay.
 *
 * @returns whether the user had it.
 * @throws {InvalidInputError} naming the field.
 */
export async function removeRepoSubscription(
  db: Executor<Database>,
  removal: RepoSubscriptionRemoval,
  context: Context = systemContext,
): Promise<boolean> {
  requireCall(db, context);
  const key = requireKey("removal", removal, context);
  const by = optionalActor(removal);
  return retried(db, () =>
    inTransaction(db, async (transaction) => {
      const owned = ownedRepository(key.userId, key.repository);
      const rows = transaction
        .deleteFrom("notice_subscriptions")
        .where("owned_repository", "=", owned);
      if ((await changedRows(rows)) === 0) return false;
      await record(transaction, { key, event: "removed", result: { by } }, context);
      return true;
    }),
  );
}

/** Writes the audit row of a change. It belongs to the user of the subscription. */
async function record(
  transaction: Transaction<Database>,
  {
    key: { userId, repository },
    event,
    result,
  }: {
    readonly key: RepoSubscriptionKey;
    readonly event: "set" | "removed";
    readonly result: object;
  },
  context: Context,
): Promise<void> {
  const actionType = `repo_subscription.${event}` as const;
  const log = { userId, actionType, target: repository, ok: true, result };
  await transaction.executeQuery(insertActionLog(transaction, log, context).compile());
}
