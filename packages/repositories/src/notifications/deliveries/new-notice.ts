import type { NotificationDeliveryRow, NotificationPurpose } from "@handsfree/schema";
import type { Context } from "../../context.ts";

/** By which each notice is made once: an action asks once by a channel, and clears once. */
export function noticeKey(
  channelId: string,
  purpose: NotificationPurpose,
  subject: string,
): string {
  return `${channelId}/${purpose}/${subject}`;
}

/** A notice that is due now. @param actionId null for a test. */
export function newNotice(
  { id: channelId, userId }: { readonly id: string; readonly userId: string },
  purpose: NotificationPurpose,
  actionId: string | null,
  context: Context,
): NotificationDeliveryRow {
  const id = context.newId();
  const now = context.now();
  return {
    id,
    delivery_key: noticeKey(channelId, purpose, actionId ?? id),
    channel_id: channelId,
    user_id: userId,
    action_id: actionId,
    purpose,
    state: "waiting",
    attempts: 0,
    next_attempt_at: now,
    lease_sha256: null,
    lease_expires_at: null,
    last_error: null,
    message_ref: null,
    created_at: now,
    ended_at: null,
  };
}
