import type { Selectable } from "kysely";
import type { ContentBytes, CreatedAt, JsonText, UpdatedAt } from "./column.ts";
import type { CommitCheckState, NoticeKind, TriggerState } from "./vocabulary.ts";

/** A repository, or all repositories of an owner, of which a user wants notices. */
export interface RepoSubscriptionTable {
  id: string;
  user_id: string;
  /** `owner/name`, or `owner/*` */
  repo_full_name: string;
  /** `user_id/owner/name` in lower case, since GitHub compares names without case. */
  owned_repository: string;
  /** The kinds of notices that are wanted, as a list of texts; null for all. */
  kinds: JsonText | null;
  created_at: CreatedAt;
  updated_at: UpdatedAt;
}

/** A subscription as it is read. */
export type RepoSubscriptionRow = Selectable<RepoSubscriptionTable>;

/** The priorities of kinds of notices that a user has chosen. */
export interface NoticePriorityTable {
  user_id: string;
  /** Priorities by profile and kind, as an object of objects. */
  priorities: JsonText;
  updated_at: UpdatedAt;
}

/** A notice that a delivery of GitHub makes for a user. */
export interface NoticeTable {
  id: string;
  /** `user_id/` and the key of the fact, so that one fact is one notice. */
  notice_key: string;
  user_id: string;
  kind: NoticeKind;
  /** `owner/name` */
  repository: string;
  /** The number of the pull request or the issue; null for none. */
  number: number | null;
  title: string | null;
  url: string | null;
  /** The head commit; null where the delivery names none. */
  head_sha: string | null;
  /** The login of the user whom it concerns; null if the user has it by a subscription alone. */
  login: string | null;
  /** The login, or the app, that did it; null if the delivery names none. */
  actor: string | null;
  /** The event of the inbox that it was made of. Retention can have removed that. */
  webhook_event_id: string;
  happened_at: CreatedAt;
  read_at: Date | null;
  created_at: CreatedAt;
}

/** A notice of a user as it is read. */
export type NoticeRow = Selectable<NoticeTable>;

/** The last state of a check of a commit. */
export interface CommitCheckTable {
  /** The commit and the check. */
  check_key: string;
  /** `owner/name/sha` in lower case. */
  commit_key: string;
  state: CommitCheckState;
  /** The time of GitHub's from which the state is. */
  reported_at: UpdatedAt;
  created_at: CreatedAt;
}

/** A check as it is read. */
export type CommitCheckRow = Selectable<CommitCheckTable>;

/** A proposal that waits for an event. */
export interface EventTriggerTable {
  id: string;
  user_id: string;
  kind: NoticeKind;
  /** `owner/name` */
  repository: string;
  /** The number of the pull request or the issue; null for any. */
  number: number | null;
  /** The head commit; null for any. */
  head_sha: string | null;
  /** The proposal, as an object. */
  proposal: JsonText;
  /** The person in whose name it is proposed. */
  proposed_by: string;
  /** The service that proposes it; null for a person. */
  service_id: string | null;
  credential_id: string | null;
  state: TriggerState;
  /** The event that it waited for; null before that, and if it was there already. */
  webhook_event_id: string | null;
  /** The action that it proposed. */
  action_id: string | null;
  /** Why it proposed nothing. */
  error: string | null;
  content_bytes: ContentBytes;
  expires_at: CreatedAt;
  fired_at: Date | null;
  ended_at: Date | null;
  created_at: CreatedAt;
}

/** A trigger as it is read. */
export type EventTriggerRow = Selectable<EventTriggerTable>;
