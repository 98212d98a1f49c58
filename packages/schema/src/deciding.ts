import type { Selectable } from "kysely";
import type { CreatedAt, JsonText } from "./column.ts";

/** A named group of people, of whom a policy can ask any number to decide. */
export interface ApproverGroupTable {
  id: string;
  name: string;
  created_at: CreatedAt;
  /** The id of the user or the service that made it; null if that was done on the machine itself. */
  created_by: string | null;
}

/** A group as it is read. */
export type ApproverGroupRow = Selectable<ApproverGroupTable>;

/** A member of a group. */
export interface ApproverGroupMemberTable {
  /** `group_id/user_id`. */
  membership_key: string;
  group_id: string;
  user_id: string;
  added_at: CreatedAt;
  added_by: string | null;
}

/** All policies as they were at a time. */
export interface ActionPolicyTable {
  version: number;
  /** Their text form (YAML), as it was given. */
  policies: string;
  /** SHA-256 of the text, in lower-case hexadecimal, by which parsed policies are remembered. */
  policies_sha256: string;
  created_at: CreatedAt;
  created_by: string | null;
  /** When the next version was stored; null for the version that holds. */
  replaced_at: Date | null;
}

/** Policies as they are read. */
export type ActionPolicyRow = Selectable<ActionPolicyTable>;

/** A person's approval of actions that will be proposed. */
export interface StandingGrantTable {
  id: string;
  /** The person who approves. */
  user_id: string;
  /** The actions that it is about, as the match of a policy. */
  matches: JsonText;
  reason: string | null;
  maximum_uses: number;
  uses: number;
  /** The first instant at which it no longer holds. */
  expires_at: Date;
  created_at: CreatedAt;
  created_by: string | null;
  revoked_at: Date | null;
  revoked_by: string | null;
}

/** A grant as it is read. */
export type StandingGrantRow = Selectable<StandingGrantTable>;
