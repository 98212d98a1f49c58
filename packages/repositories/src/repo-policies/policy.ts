import type { RepoPolicyRow } from "@handsfree/schema";

/** What a user lets HandsFree do in one repository. `fromRepoPolicy` says what it means for a proposal. */
export interface RepoPolicy {
  readonly id: string;
  readonly userId: string;
  /** The `owner/name`, as it was given. It is compared without case, as GitHub does. */
  readonly repository: string;
  readonly allowMerge: boolean;
  readonly allowRerun: boolean;
  readonly allowRequestReview: boolean;
  /** Null in a row of an older release in which it was never set. */
  readonly allowComment: boolean | null;
  /** Whether a person must confirm each action. */
  readonly requireConfirmation: boolean;
  /** Whether the checks of a pull request must have passed before it is merged. */
  readonly requireChecksGreen: boolean;
  /** How many reviews must approve a pull request before it is merged. */
  readonly requiredApprovals: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export function toRepoPolicy(row: RepoPolicyRow): RepoPolicy {
  return {
    id: row.id,
    userId: row.user_id,
    repository: row.repo_full_name,
    allowMerge: row.allow_merge,
    allowRerun: row.allow_rerun,
    allowRequestReview: row.allow_request_review,
    allowComment: row.allow_comment,
    requireConfirmation: row.require_confirmation,
    requireChecksGreen: row.require_checks_green,
    requiredApprovals: row.required_approvals,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
