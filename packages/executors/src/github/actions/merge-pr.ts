import { ExecutionFailure } from "@handsfree/repositories/pending-actions";
import Type from "typebox";
import { type Attempt, type Done, type GithubAction, githubAction } from "../action.ts";
import { GithubProblem } from "../client/problem.ts";
import { CommitSha, IssueNumber, OneOf, RepositoryName, Text } from "../payload-parts.ts";
import { describeChecks, readChecks } from "../pull/checks.ts";
import { type Pull, readPull } from "../pull/pull.ts";
import { readReviews } from "../pull/reviews.ts";

const MergePayload = Type.Object(
  {
    repo: RepositoryName,
    number: IssueNumber,
    method: OneOf("merge", "squash", "rebase"),
    head_sha: CommitSha,
    commit_title: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
    commit_message: Type.Optional(Text),
  },
  { additionalProperties: false },
);

/** Merges a pull request whose head is the approved commit. */
export const mergePr: GithubAction = githubAction(MergePayload, {
  target: ({ number }) => `#${number}`,

  async preview({ number, head_sha, method }, shown) {
    const pull = await readPull(shown, number);
    const [checks, reviews] = [await readChecks(shown, head_sha), await readReviews(shown, number)];
    return {
      title: `Merge #${number}: ${pull.title}`,
      url: pull.html_url,
      facts: [
        { label: "Author", value: pull.user?.login ?? "unknown" },
        { label: "Branch", value: `${pull.head.label} into ${pull.base.ref}` },
        { label: "Commit", value: describeHead(pull, head_sha) },
        { label: "State", value: describeState(pull) },
        { label: "Checks", value: describeChecks(checks) },
        { label: "Reviews", value: describeReviews(reviews) },
        { label: "Size", value: describeSize(pull) },
        { label: "Method", value: method },
      ],
    };
  },

  async find({ number, head_sha }, attempt) {
    const pull = await readPull(attempt, number);
    if (!pull.merged) return undefined;
    if (pull.head.sha === head_sha) return merged(pull, pull.merge_commit_sha ?? head_sha);
    throw new ExecutionFailure(
      `#${number} was merged with the head commit ${short(pull.head.sha)}, and ${short(head_sha)} was approved`,
    );
  },

  async check({ number, head_sha }, attempt) {
    const pull = await readPull(attempt, number);
    const problem = findProblem(pull, head_sha) ?? (await findMissing(attempt, pull));
    if (problem !== undefined) throw new ExecutionFailure(`#${number} is not merged: ${problem}`);
  },

  async act({ number, head_sha, method, commit_title, commit_message }, { github, repository }) {
    const { sha } = await github
      .call((octokit) =>
        octokit.request("PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge", {
          ...repository,
          pull_number: number,
          sha: head_sha,
          merge_method: method,
          ...(commit_title !== undefined && { commit_title }),
          ...(commit_message !== undefined && { commit_message }),
        }),
      )
      .catch((error: unknown) => {
        throw refusedMerge(error, number);
      });
    return merged(await readPull({ github, repository }, number), sha);
  },
});

function merged({ id, number, html_url: url }: Pull, sha: string): Done {
  return { what: "merged", url, github_id: Number(id), number, sha };
}

function findProblem(pull: Pull, approved: string): string | undefined {
  if (pull.state !== "open") return "it was closed";
  if (pull.head.sha !== approved) {
    return `its head commit is ${short(pull.head.sha)} now, and ${short(approved)} was approved`;
  }
  if (pull.draft === true) return "it is a draft";
  // Null says that GitHub has not computed it yet; then the merge itself is refused.
  return pull.mergeable === false ? "it conflicts with its base branch" : undefined;
}

/** The conditions of the owner's policy that the pull request does not meet. */
async function findMissing(attempt: Attempt, pull: Pull): Promise<string | undefined> {
  const { checksGreen, approvals } = attempt.conditions;
  if (checksGreen) {
    const checks = await readChecks(attempt, pull.head.sha);
    if (checks.failed + checks.running > 0 || checks.passed === 0) {
      return `the policy of the repository asks for green checks (checks: ${describeChecks(checks)})`;
    }
  }
  if (approvals === 0) return undefined;
  const found = (await readReviews(attempt, pull.number)).approvals;
  if (found >= approvals) return undefined;
  return `the policy of the repository asks for ${approvals} approving reviews, and it has ${found}`;
}

/** GitHub's answers 405 and 409 in words, and its request to try again. */
function refusedMerge(error: unknown, number: number): unknown {
  if (!(error instanceof GithubProblem)) return error;
  const { status, message } = error;
  if (status === 405 && /base branch was modified/i.test(message)) {
    return new GithubProblem(message, { status, retryAfterSeconds: 10 });
  }
  if (status === 409) {
    const problem = `#${number} is not merged: its head commit has changed since it was approved`;
    return new GithubProblem(problem, { status });
  }
  return error;
}

function describeHead({ head }: Pull, approved: string): string {
  if (head.sha === approved) return short(approved);
  return `${short(approved)}, which is not the head any more (${short(head.sha)})`;
}

function describeState({ merged: isMerged, state, draft, mergeable }: Pull): string {
  if (isMerged) return "already merged";
  if (state !== "open") return "closed";
  if (draft === true) return "draft";
  if (mergeable === null) return "open";
  return mergeable ? "open, without conflicts" : "open, with conflicts";
}

function describeReviews({
  approvals,
  changesRequested,
}: Awaited<ReturnType<typeof readReviews>>): string {
  const approved = approvals === 1 ? "1 approval" : `${approvals} approvals`;
  return changesRequested === 0 ? approved : `${approved}, ${changesRequested} ask for changes`;
}

function describeSize({ additions, deletions, changed_files: files, commits }: Pull): string {
  const of = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
  return `+${additions} -${deletions} in ${of(files, "file")}, ${of(commits, "commit")}`;
}

function short(sha: string): string {
  return sha.slice(0, 9);
}
