import type { NotificationDeliveryRow, NotificationPurpose } from "@handsfree/schema";
import type { Context } from "../../context.ts";

/** By which each notice is made once: an action asks once by a channel, and again only after it was taken back. */
function noticeKey(channelId: string, purpose: NotificationPurpose, subject: string): string {
  return `${channelId}/${purpose}/${subject}`;
}

/** The key of the notice that another one takes back. */
export function takenBackKey({
  delivery_key,
}: Pick<NotificationDeliveryRow, "delivery_key">): string {
  return delivery_key.replace("/clear/", "/ask/");
}

/** The action that a notice is about. */
interface NoticeSubject {
  readonly actionId: string;
  /** How often an earlier notice of the action was taken back from the channel. */
  readonly round: number;
}

/** A notice that is due now. @param subject null for a test. */
export function newNotice(
  { id: channelId, userId }: { readonly id: string; readonly userId: string },
  purpose: NotificationPurpose,
  subject: NoticeSubject | null,
  context: Context,
): NotificationDeliveryRow {
  const id = context.newId();
  const now = context.now();
  return {
    id,
    delivery_key: noticeKey(channelId, purpose, subjectText(subject) ?? id),
    channel_id: channelId,
    user_id: userId,
    action_id: subject?.actionId ?? null,
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

function subjectText(subject: NoticeSubject | null): string | undefined {
  if (subject === null) return undefined;
  const { actionId, round } = subject;
  return round === 0 ? actionId : `${actionId}/${round}`;
}
