import type { MergeConditions, NewActionPreview } from "@handsfree/repositories/pending-actions";
import type { Static, TSchema } from "typebox";
import type { Github } from "./client/github.ts";
import type { Repository } from "./repository.ts";

/** The receipt of what GitHub did, now or before. It is the result of the action. */
export interface GithubReceipt {
  /** The deed, as `merged`. */
  readonly what: string;
  /** The `owner/name`. */
  readonly repository: string;
  readonly url: string;
  /** The id that GitHub has for what was made or changed. */
  readonly github_id: number;
  /** The number of the issue or the pull request. */
  readonly number?: number;
  /** The hash of the commit that a merge made. */
  readonly sha?: string;
  /** The attempt of a workflow run. */
  readonly run_attempt?: number;
  /** Whether it had been done before it was asked for, as after an answer that was lost. */
  readonly found: boolean;
}

/** The members of a receipt besides the repository. */
export type Done = Omit<GithubReceipt, "found" | "repository">;

/** An id of GitHub's, which Octokit reads exactly. */
export type AnyId = bigint | number;

/** One attempt to carry out an action. */
export interface Attempt {
  readonly github: Github;
  readonly repository: Repository;
  /** In what is made, so that a later attempt finds it. */
  readonly mark: string;
  /** Things on GitHub that are older were not made by it. GitHub's clock can differ a little. */
  readonly since: Date;
  /** Whether an earlier request may have been carried out. */
  readonly mayBeDone: boolean;
  /** The conditions of the owner's policy for a pull request. */
  readonly conditions: MergeConditions;
}

/** The questions to GitHub that show an action. */
export type Shown = Pick<Attempt, "github" | "repository">;

/** A type of action on GitHub. */
export interface GithubAction<Payload = unknown> {
  /** Exactly the form of its payload. */
  readonly schema: TSchema;
  /** The subject of the change within the repository, as `#12`. */
  readonly target: (payload: Payload) => string;
  readonly preview: (payload: Payload, shown: Shown) => Promise<NewActionPreview>;
  /** Finds out whether it was done before. */
  readonly find: (payload: Payload, attempt: Attempt) => Promise<Done | undefined>;
  /** Compares the state on GitHub with the policy. @throws {ExecutionFailure} if it must not be done. */
  readonly check?: (payload: Payload, attempt: Attempt) => Promise<void>;
  /** Does it. */
  readonly act: (payload: Payload, attempt: Attempt) => Promise<Done>;
}

/** Derives the type of the payload from its schema. Its callers know only that the payload has passed the schema. */
export function githubAction<Schema extends TSchema>(
  schema: Schema,
  action: Omit<GithubAction<Static<Schema>>, "schema">,
): GithubAction {
  return { schema, ...action } as unknown as GithubAction;
}

/** The mark of an action, which GitHub does not show. */
export function markOf(idempotencyKey: string): string {
  return `<!-- handsfree:${idempotencyKey} -->`;
}
