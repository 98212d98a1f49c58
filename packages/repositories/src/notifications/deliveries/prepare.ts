import type { Executor } from "@handsfree/query";
import type {
  Database,
  NotificationChannelRow,
  NotificationDeliveryRow,
  UserRow,
} from "@handsfree/schema";
import { findMemberships } from "../../approver-groups/memberships.ts";
import type { Context } from "../../context.ts";
import { approvalKey, findApprovals } from "../../pending-actions/approvals.ts";
import { hasEscalated, membershipsOf } from "../../pending-actions/may-decide.ts";
import type { WebhookSigningKey } from "../../webhook-endpoints/secret.ts";
import { type NotificationChannel, toChannel } from "../channel.ts";
import { quietUntil } from "../quiet-hours.ts";
import { openAddress } from "../sealed-address.ts";
import { takenBackKey } from "./new-notice.ts";
import type { Notice } from "./notice.ts";
import { findNoticeActions, type NoticeAction, waitsFor } from "./notice-action.ts";

/** How long a message that takes another one back waits while that is sent, in milliseconds. */
const whileSent = 5000;

/** What to do with a claimed notice. */
export type Prepared =
  | {
      readonly do: "send";
      readonly notice: Omit<Notice, "signal">;
      readonly channel: NotificationChannelRow;
    }
  | { readonly do: "wait"; readonly until: Date }
  | { readonly do: "drop" | "bury"; readonly error: string }
  | { readonly do: "release" };

/** Reads what a notice says now: its action can be decided meanwhile, and its person can want quiet. */
export async function prepareNotice(
  db: Executor<Database>,
  row: NotificationDeliveryRow,
  signingKey: WebhookSigningKey,
  context: Context,
): Promise<Prepared> {
  const channel = await db
    .selectFrom("notification_channels")
    .selectAll()
    .where("id", "=", row.channel_id)
    .executeTakeFirst();
  if (channel?.state !== "enabled") return { do: "release" };
  const user = await db
    .selectFrom("users")
    .selectAll()
    .where("id", "=", row.user_id)
    .executeTakeFirst();
  if (user === undefined || user.disabled_at !== null) {
    return { do: "drop", error: "the person cannot use HandsFree" };
  }
  const now = context.now();
  const [action = null] =
    row.action_id === null ? [] : await findNoticeActions(db, [row.action_id]);
  const isUrgent = action !== null && hasEscalated(action, now);
  let messageRef: string | null = null;
  if (row.purpose === "ask") {
    const why = await whyNot(db, action, user, now);
    if (why !== undefined) return { do: "drop", error: why };
    const quiet = quietness(toChannel(channel), action, isUrgent, now);
    if (quiet !== undefined) return quiet;
  }
  if (row.purpose === "clear") {
    const earlier = await findAsk(db, row);
    if (earlier === undefined || earlier.attempts === 0) {
      return { do: "drop", error: "there is no message to take back" };
    }
    const isSent = earlier.lease_expires_at !== null && earlier.lease_expires_at > now;
    if (earlier.state === "waiting" && isSent) {
      return { do: "wait", until: new Date(now.getTime() + whileSent) };
    }
    messageRef = earlier.message_ref;
  }
  const address = addressOf(channel, user, signingKey);
  if (address === undefined) {
    return {
      do: "bury",
      error:
        "the address cannot be read; the server has another signing key, or the account no e-mail address",
    };
  }
  const notice = {
    id: row.id,
    purpose: row.purpose,
    address,
    actionId: row.action_id,
    action,
    showsSummary: channel.content === "summary",
    isUrgent,
    messageRef,
  };
  return { do: "send", notice, channel };
}

/** Why an action does not wait for a person; undefined if it does. */
async function whyNot(
  db: Executor<Database>,
  action: NoticeAction | null,
  { id: userId, role }: Pick<UserRow, "id" | "role">,
  now: Date,
): Promise<string | undefined> {
  if (action === null) return "the action was deleted";
  const members = await findMemberships(db, membershipsOf(action, userId));
  if (!waitsFor(action, { userId, role: role ?? "member" }, members, now)) {
    return "the action does not wait for the person any more";
  }
  const approval = approvalKey(action.id, userId, action.version);
  const approved = await findApprovals(db, [approval]);
  return approved.has(approval) ? "the person has approved the action" : undefined;
}

/** What quiet hours do with a notice; undefined if it is sent now. */
function quietness(
  { quietHours }: NotificationChannel,
  action: NoticeAction | null,
  isUrgent: boolean,
  now: Date,
): Prepared | undefined {
  const until = quietHours === null ? undefined : quietUntil(quietHours, now);
  if (until === undefined || action === null) return undefined;
  const isTooLate = until >= action.expiresAt;
  if (quietHours?.urgentPasses && (isUrgent || isTooLate)) return undefined;
  if (!isTooLate) return { do: "wait", until };
  return { do: "drop", error: "the action expires before the quiet hours end" };
}

function findAsk(db: Executor<Database>, row: NotificationDeliveryRow) {
  return db
    .selectFrom("notification_deliveries")
    .select(["state", "attempts", "lease_expires_at", "message_ref"])
    .where("delivery_key", "=", takenBackKey(row))
    .executeTakeFirst();
}

function addressOf(
  { id, kind, sealed_address }: NotificationChannelRow,
  { email }: UserRow,
  signingKey: WebhookSigningKey,
): Notice["address"] | undefined {
  if (kind === "email") return email === null ? undefined : { kind, to: email };
  const address = sealed_address === null ? undefined : openAddress(signingKey, id, sealed_address);
  return address?.kind === "email" ? undefined : address;
}
