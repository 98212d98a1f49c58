import type { NoticeKind, NoticePriority, NoticeRow } from "@handsfree/schema";

/** A notice that a delivery of GitHub makes for a user. */
export interface Notice {
  readonly id: string;
  readonly userId: string;
  readonly kind: NoticeKind;
  /** How urgent it is for the user in the profile of the list. */
  readonly priority: NoticePriority;
  /** The `owner/name`. */
  readonly repository: string;
  /** Of the pull request or the issue; null where the delivery names none. */
  readonly number: number | null;
  /**
   * The title, or the first line of the commit, as a stranger may have written it: at most 256 UTF-16 code units, which
   * can be invisible. Null where there is none.
   */
  readonly title: string | null;
  /** An address with `https:` or `http:`; null where there is none. */
  readonly url: string | null;
  /** The head commit; null where the delivery names none. */
  readonly headSha: string | null;
  /** The user's login that it concerns; null if the user has it by a subscription alone. */
  readonly login: string | null;
  /** The login, or the app, that did it; null where the delivery names none. */
  readonly actor: string | null;
  /** The event of the inbox that told it first. */
  readonly webhookEventId: string;
  /** When it happened, by GitHub's clock, but not after its delivery. */
  readonly happenedAt: Date;
  /** When the user read it; null before that. */
  readonly readAt: Date | null;
  readonly createdAt: Date;
}

export const noticeColumns = [
  "id",
  "user_id",
  "kind",
  "repository",
  "number",
  "title",
  "url",
  "head_sha",
  "login",
  "actor",
  "webhook_event_id",
  "happened_at",
  "read_at",
  "created_at",
] as const;

export function toNotice(
  row: Pick<NoticeRow, (typeof noticeColumns)[number]>,
  priority: NoticePriority,
): Notice {
  return {
    id: row.id,
    userId: row.user_id,
    kind: row.kind,
    priority,
    repository: row.repository,
    number: row.number,
    title: row.title,
    url: row.url,
    headSha: row.head_sha,
    login: row.login,
    actor: row.actor,
    webhookEventId: row.webhook_event_id,
    happenedAt: row.happened_at,
    readAt: row.read_at,
    createdAt: row.created_at,
  };
}
