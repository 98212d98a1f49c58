import type { GithubAction } from "../action.ts";
import { close } from "./close.ts";
import { comment } from "./comment.ts";
import { createIssue } from "./create-issue.ts";
import { dispatchWorkflow } from "./dispatch-workflow.ts";
import { addLabels, removeLabels } from "./labels.ts";
import { mergePr } from "./merge-pr.ts";
import { requestReview } from "./request-review.ts";
import { rerunChecks } from "./rerun-checks.ts";

/** A type of action that can be carried out on GitHub. */
export type GithubActionType =
  | "add_labels"
  | "close"
  | "comment"
  | "create_issue"
  | "dispatch_workflow"
  | "merge_pr"
  | "remove_labels"
  | "request_review"
  | "rerun_checks";

const actions: Readonly<Record<GithubActionType, GithubAction>> = {
  merge_pr: mergePr,
  request_review: requestReview,
  rerun_checks: rerunChecks,
  comment,
  add_labels: addLabels,
  remove_labels: removeLabels,
  close,
  create_issue: createIssue,
  dispatch_workflow: dispatchWorkflow,
};

/** The types of action that can be carried out on GitHub. */
export const githubActionTypes: readonly GithubActionType[] = Object.keys(
  actions,
) as GithubActionType[];

/** The JSON Schema of the payload of each type. Unknown members and other types are refused. */
export const githubActionSchemas: Readonly<Record<GithubActionType, object>> = Object.fromEntries(
  Object.entries(actions).map(([type, { schema }]) => [type, schema]),
) as Record<GithubActionType, object>;

/** Finds a type of action by its name. */
export function findGithubAction(name: string): GithubAction | undefined {
  return Object.hasOwn(actions, name) ? actions[name as GithubActionType] : undefined;
}
