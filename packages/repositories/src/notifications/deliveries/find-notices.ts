import type { Executor } from "@handsfree/query";
import type { Database, NotificationDeliveryRow, NotificationKind } from "@handsfree/schema";
import {
  membersOf,
  Memberships,
  type MembershipQuestion,
} from "../../approver-groups/memberships.ts";
import type { Context } from "../../context.ts";
import { isOneOf } from "../../one-of.ts";
import { approvalKey, findApprovals } from "../../pending-actions/approvals.ts";
import { askedAt } from "../../pending-actions/may-decide.ts";
import { type NotificationChannel, toChannel } from "../channel.ts";
import { currentProfile } from "./current-profile.ts";
import { newNotice } from "./new-notice.ts";
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
  const made = countMade(await findMade(db, actionIds));
  const notices: NotificationDeliveryRow[] = [];
  for (const [actionId, users] of waiting) {
    for (const channel of channels) {
      if (!users.has(channel.userId)) continue;
      const { asks, clears } = made.get(pairOf(channel.id, actionId)) ?? { asks: 0, clears: 0 };
      if (asks > clears) continue;
      notices.push(newNotice(channel, "ask", { actionId, round: asks }, context));
    }
  }
  for (const { actionId, channelId, userId, kind, asks, clears } of made.values()) {
    if (!clearing.has(kind) || asks <= clears || waiting.get(actionId)?.has(userId)) continue;
    const subject = { actionId, round: clears };
    notices.push(newNotice({ id: channelId, userId }, "clear", subject, context));
  }
  return notices;
}

/** How often an action asked by a channel, and was taken back. */
interface Made {
  readonly actionId: string;
  readonly channelId: string;
  readonly userId: string;
  readonly kind: NotificationKind;
  readonly asks: number;
  readonly clears: number;
}

function pairOf(channelId: string, actionId: string): string {
  return `${channelId}/${actionId}`;
}

function countMade(rows: Awaited<ReturnType<typeof findMade>>): ReadonlyMap<string, Made> {
  const made = new Map<string, Made>();
  for (const {
    action_id: actionId,
    channel_id: channelId,
    user_id: userId,
    purpose,
    kind,
  } of rows) {
    if (actionId === null) continue;
    const pair = pairOf(channelId, actionId);
    const { asks, clears } = made.get(pair) ?? { asks: 0, clears: 0 };
    const isClear = purpose === "clear";
    const counts = { asks: asks + (isClear ? 0 : 1), clears: clears + (isClear ? 1 : 0) };
    made.set(pair, { actionId, channelId, userId, kind, ...counts });
  }
  return made;
}

/** The people for whom each open action waits: they are asked, and have not approved this version. */
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
  const approved = await findApprovals(
    db,
    candidates.flatMap(({ action, people }) =>
      [...people].map((id) => approvalKey(action.id, id, action.version)),
    ),
  );
  return new Map(
    candidates.map(({ action, people }) => [
      action.id,
      new Set(
        users.flatMap(({ id, role }) =>
          people.has(id) &&
          !approved.has(approvalKey(action.id, id, action.version)) &&
          waitsFor(action, { userId: id, role: role ?? "member" }, members, now)
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

/** The notices that were made about actions, and the kinds of their channels. There are few for each action. */
function findMade(db: Executor<Database>, actionIds: readonly string[]) {
  return db
    .selectFrom("notification_deliveries as notice")
    .innerJoin("notification_channels as channel", "channel.id", "notice.channel_id")
    .select([
      "notice.channel_id",
      "notice.user_id",
      "notice.action_id",
      "notice.purpose",
      "channel.kind",
    ])
    .where("notice.action_id", "in", actionIds)
    .execute();
}
