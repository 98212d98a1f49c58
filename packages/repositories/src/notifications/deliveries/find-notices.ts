import type { Executor } from "@handsfree/query";
import type { Database, NotificationDeliveryRow, NotificationKind } from "@handsfree/schema";
import {
  membersOf,
  Memberships,
  type MembershipQuestion,
} from "../../approver-groups/memberships.ts";
import type { Context } from "../../context.ts";
import { isOneOf } from "../../one-of.ts";
import { askedAt } from "../../pending-actions/may-decide.ts";
import { type NotificationChannel, toChannel } from "../channel.ts";
import { currentProfile } from "./current-profile.ts";
import { newNotice, noticeKey } from "./new-notice.ts";
import { findNoticeActions, isOpen, type NoticeAction, waitsFor } from "./notice-action.ts";

/** The channels whose notices can be taken back. */
const clearing: ReadonlySet<NotificationKind> = new Set(["web_push", "slack"]);

/**
 * The notices that are missing for actions that have changed: one by each channel of the people for whom an action
 * waits, and one that takes it back from those for whom it does not any more.
 *
 * @param context stands at one instant.
 */
export async function findMissingNotices(
  db: Executor<Database>,
  actionIds: readonly string[],
  context: Context,
): Promise<NotificationDeliveryRow[]> {
  const now = context.now();
  const actions = await findNoticeActions(db, actionIds);
  const waiting = await findWaiting(db, actions, now);
  const people = [...new Set([...waiting.values()].flatMap((users) => [...users]))];
  const channels = await usedChannels(db, people, now);
  const made = await findMade(db, actionIds);
  const keys = new Set(made.map(({ delivery_key }) => delivery_key));
  const notices: NotificationDeliveryRow[] = [];
  for (const [actionId, users] of waiting) {
    for (const channel of channels) {
      if (!users.has(channel.userId) || keys.has(noticeKey(channel.id, "ask", actionId))) continue;
      notices.push(newNotice(channel, "ask", actionId, context));
    }
  }
  for (const { action_id, channel_id, user_id, purpose, kind } of made) {
    if (action_id === null || purpose !== "ask" || !clearing.has(kind)) continue;
    if (waiting.get(action_id)?.has(user_id)) continue;
    if (keys.has(noticeKey(channel_id, "clear", action_id))) continue;
    notices.push(newNotice({ id: channel_id, userId: user_id }, "clear", action_id, context));
  }
  return notices;
}

/** The people for whom each open action waits. */
async function findWaiting(
  db: Executor<Database>,
  actions: readonly NoticeAction[],
  now: Date,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const open = actions.filter((action) => isOpen(action, now));
  const asked = open.map((action) => ({ action, ...askedAt(action, now) }));
  const groups = asked.flatMap(({ group }) => (group === null ? [] : group));
  const known = await membersOf(db, [...new Set(groups)]);
  const members = new Memberships(known);
  const candidates = asked.map(({ action, people, group }) => ({
    action,
    people: new Set([...people, ...membersIn(known, group)]),
  }));
  const ids = [...new Set(candidates.flatMap(({ people }) => [...people]))];
  const users = ids.length === 0 ? [] : await findUsers(db, ids);
  return new Map(
    candidates.map(({ action, people }) => [
      action.id,
      new Set(
        users.flatMap(({ id, role }) =>
          people.has(id) && waitsFor(action, { userId: id, role: role ?? "member" }, members, now)
            ? id
            : [],
        ),
      ),
    ]),
  );
}

function membersIn(known: readonly MembershipQuestion[], group: string | null): string[] {
  return known.flatMap((one) => (one.group === group ? one.userId : []));
}

function findUsers(db: Executor<Database>, ids: readonly string[]) {
  return db
    .selectFrom("users")
    .select(["id", "role"])
    .where(isOneOf("id", "uuid", ids))
    .where("disabled_at", "is", null)
    .execute();
}

/** The enabled channels of people that are used in their present profiles. */
async function usedChannels(
  db: Executor<Database>,
  people: readonly string[],
  now: Date,
): Promise<NotificationChannel[]> {
  if (people.length === 0) return [];
  const rows = await db
    .selectFrom("notification_channels")
    .selectAll()
    .where("user_id", "in", people)
    .where("state", "=", "enabled")
    .execute();
  const channels = rows.map(toChannel);
  const choosy = new Set(channels.flatMap((one) => (one.profiles === null ? [] : one.userId)));
  const profiles = new Map<string, string>();
  for (const userId of choosy) profiles.set(userId, await currentProfile(db, userId, now));
  return channels.filter(
    (one) =>
      one.profiles === null || one.profiles.some((name) => name === profiles.get(one.userId)),
  );
}

/** The notices that were made about actions, and the kinds of their channels. */
function findMade(db: Executor<Database>, actionIds: readonly string[]) {
  return db
    .selectFrom("notification_deliveries as notice")
    .innerJoin("notification_channels as channel", "channel.id", "notice.channel_id")
    .select([
      "notice.delivery_key",
      "notice.channel_id",
      "notice.user_id",
      "notice.action_id",
      "notice.purpose",
      "channel.kind",
    ])
    .where("notice.action_id", "in", actionIds)
    .execute();
}
