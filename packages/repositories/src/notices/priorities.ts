import { engineOf, type Executor, inTransaction, insertRow } from "@handsfree/query";
import {
  type Database,
  type NoticeKind,
  noticeKinds,
  noticePriorities,
  type NoticePriority,
  type Profile,
  profiles,
} from "@handsfree/schema";
import { insertActionLog } from "../action-logs/record.ts";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { type Actor, optionalActor } from "../identity/actor.ts";
import { requirePerson } from "../person.ts";
import { retried } from "../retried.ts";
import { requireObject, requireOneOf } from "../validate.ts";
import { defaultPriorities, type PrioritiesOfKinds } from "./default-priorities.ts";

/** Priorities that a user has chosen, by profile and kind. The others are those of `defaultPriorities`. */
export type ChosenPriorities = {
  readonly [Name in Profile]?: { readonly [Kind in NoticeKind]?: NoticePriority };
};

/** How urgent each kind of notice is for a user, by profile, and what of that they have chosen. */
export interface NoticePriorities {
  readonly userId: string;
  readonly priorities: Readonly<Record<Profile, PrioritiesOfKinds>>;
  readonly chosen: ChosenPriorities;
}

/**
 * Finds how urgent each kind of notice is for a user.
 *
 * @throws {InvalidInputError} for a user that is not a UUID.
 */
export async function findNoticePriorities(
  db: Executor<Database>,
  userId: string,
): Promise<NoticePriorities> {
  requireCall(db);
  const user = requirePerson("userId", userId);
  const row = await db
    .selectFrom("notice_priorities")
    .select("priorities")
    .where("user_id", "=", user)
    .executeTakeFirst();
  return withDefaults(
    user,
    row === undefined ? {} : (JSON.parse(row.priorities) as ChosenPriorities),
  );
}

/** The priorities that a user chooses. */
export interface NewNoticePriorities extends Actor {
  readonly userId: string;
  /** All that the user chooses; an empty object goes back to the defaults. */
  readonly chosen: ChosenPriorities;
}

/**
 * Replaces the priorities that a user has chosen, and records that in the same transaction.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function setNoticePriorities(
  db: Executor<Database>,
  input: NewNoticePriorities,
  context: Context = systemContext,
): Promise<NoticePriorities> {
  requireCall(db, context);
  const { userId, chosen } = requireObject("input", input);
  const user = requirePerson("userId", userId);
  const kept = keepChosen(chosen);
  const by = optionalActor(input);
  const stopped = atOneInstant(context);
  await retried(db, () =>
    inTransaction(db, async (transaction) => {
      const set = { priorities: JSON.stringify(kept), updated_at: stopped.now() };
      const held = await transaction
        .selectFrom("notice_priorities")
        .select("user_id")
        .where("user_id", "=", user)
        .$if(engineOf(transaction) === "postgres", (query) => query.forUpdate())
        .executeTakeFirst();
      const isNew =
        held === undefined &&
        (await insertRow(transaction, "notice_priorities", { user_id: user, ...set }, "user_id"));
      if (!isNew) {
        const update = transaction.updateTable("notice_priorities").set(set);
        await update.where("user_id", "=", user).execute();
      }
      const actionType = "notice_priorities.set";
      const log = { userId: user, actionType, ok: true, result: { by, chosen: kept } } as const;
      await transaction.executeQuery(insertActionLog(transaction, log, stopped).compile());
    }),
  );
  return withDefaults(user, kept);
}

function withDefaults(userId: string, chosen: ChosenPriorities): NoticePriorities {
  const priorities = Object.fromEntries(
    profiles.map((profile) => [profile, { ...defaultPriorities[profile], ...chosen[profile] }]),
  ) as Record<Profile, PrioritiesOfKinds>;
  return { userId, priorities, chosen };
}

/** @returns a copy that has nothing but known profiles, kinds and priorities. */
function keepChosen(chosen: ChosenPriorities): ChosenPriorities {
  const kept: [Profile, object][] = [];
  for (const [name, kinds] of Object.entries(requireObject("chosen", chosen))) {
    const profile = requireOneOf("chosen", name as Profile, profiles);
    const field = `chosen.${profile}`;
    const ofKinds = Object.entries(requireObject(field, kinds)).map(([kind, priority]) => [
      requireOneOf(field, kind as NoticeKind, noticeKinds),
      requireOneOf(`${field}.${kind}`, priority, noticePriorities),
    ]);
    kept.push([profile, Object.fromEntries(ofKinds) as object]);
  }
  return Object.fromEntries(kept) as ChosenPriorities;
}
