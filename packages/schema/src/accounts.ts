import type { ColumnType, Generated, Selectable } from "kysely";
import type { CreatedAt, UpdatedAt } from "./column.ts";
import type { UserRole } from "./vocabulary.ts";

/** A person who speaks to the assistant. */
export interface UserTable {
  id: string;
  email: string | null;
  display_name: string | null;
  /** Null on a row of an older release, which is that of a member. */
  role: UserRole | null;
  /** The person cannot use HandsFree from then on; null while they can. */
  disabled_at: Date | null;
  created_at: CreatedAt;
}

/** A person as they are read. */
export type UserRow = Selectable<UserTable>;

/** A user's GitHub App installation or OAuth connection. */
export interface GithubConnectionTable {
  id: string;
  user_id: string;
  installation_id: number | null;
  /** The name of the token in a secret manager, never the token. */
  token_ref: string | null;
  scopes: string | null;
  /** The user's login on GitHub, to whom notices about it go; null if it is not known. */
  login: string | null;
  created_at: CreatedAt;
  updated_at: UpdatedAt;
}

/** A connection as it is read. */
export type GithubConnectionRow = Selectable<GithubConnectionTable>;

/** What a user lets the assistant do in one repository. */
export interface RepoPolicyTable {
  id: string;
  user_id: string;
  /** `owner/name` */
  repo_full_name: string;
  /**
   * `user_id/owner/name` in lower case: GitHub compares names without case, and one column is unique and serves look-ups.
   * Null if another row of the user owns the same name, which an adopted database can have in several cases.
   */
  owned_repository: ColumnType<string | null, string | null | undefined, string | null>;
  allow_merge: Generated<boolean>;
  allow_rerun: Generated<boolean>;
  allow_request_review: Generated<boolean>;
  /** A later migration added it, and DuckDB cannot add a NOT NULL column. Null when it was never set. */
  allow_comment: Generated<boolean | null>;
  require_confirmation: Generated<boolean>;
  require_checks_green: Generated<boolean>;
  required_approvals: Generated<number>;
  created_at: CreatedAt;
  updated_at: UpdatedAt;
}

/** A policy of a repository as it is read. */
export type RepoPolicyRow = Selectable<RepoPolicyTable>;
