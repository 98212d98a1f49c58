import type { EventTriggerRow, NoticeRow } from "@handsfree/schema";
import { v7 } from "uuid";

/** A notice of a user. */
export function noticeRow(
  more: Pick<NoticeRow, "user_id" | "created_at"> & Partial<NoticeRow>,
): NoticeRow {
  const id = v7();
  return {
    id,
    notice_key: id,
    kind: "merged",
    repository: "acme/web",
    number: 7,
    title: null,
    url: null,
    head_sha: null,
    login: null,
    actor: null,
    webhook_event_id: v7(),
    happened_at: more.created_at,
    read_at: null,
    ...more,
  };
}

/** A trigger of a user. */
export function triggerRow(
  more: Pick<EventTriggerRow, "user_id" | "created_at"> & Partial<EventTriggerRow>,
): EventTriggerRow {
  return {
    id: v7(),
    kind: "merged",
    repository: "acme/web",
    number: 7,
    head_sha: null,
    proposal: "{}",
    proposed_by: more.user_id,
    service_id: null,
    credential_id: null,
    state: "waiting",
    webhook_event_id: null,
    action_id: null,
    error: null,
    content_bytes: 2,
    expires_at: more.created_at,
    fired_at: null,
    ended_at: null,
    ...more,
  };
}
