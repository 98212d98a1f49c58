import { ofCheckRun, ofCheckSuite, ofStatus, ofWorkflowRun } from "./checks.ts";
import { type GithubFacts, type GithubNotice, noFacts } from "./notice.ts";
import { ofComment, ofIssue, ofPullRequest, ofReview } from "./pull-requests.ts";

const notices =
  (read: (payload: unknown) => readonly GithubNotice[]) =>
  (payload: unknown): GithubFacts => ({ notices: read(payload), check: null });

const readers: ReadonlyMap<string, (payload: unknown) => GithubFacts> = new Map([
  ["pull_request", notices(ofPullRequest)],
  ["pull_request_review", notices(ofReview)],
  ["pull_request_review_comment", notices(ofComment)],
  ["issue_comment", notices(ofComment)],
  ["issues", notices(ofIssue)],
  ["check_suite", ofCheckSuite],
  ["check_run", ofCheckRun],
  ["workflow_run", ofWorkflowRun],
  ["status", ofStatus],
]);

/** The types of deliveries of GitHub that can tell a fact, as in `X-GitHub-Event`. */
export const tellingTypes: readonly string[] = [...readers.keys()];

/**
 * Reads what a delivery of GitHub tells people. It depends on nothing else, and takes any value: what is not as GitHub
 * documents it is left out.
 *
 * @param eventType as in `X-GitHub-Event`.
 * @param payload the parsed body.
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads
 */
export function readGithubFacts(eventType: string, payload: unknown): GithubFacts {
  return readers.get(eventType)?.(payload) ?? noFacts;
}
