import { exampleOf } from "./description.ts";
import type { LocalIssue, LocalPull, LocalRepository, LocalRun } from "./state.ts";

type Json = Record<string, unknown>;

const repoPath = "/repos/{owner}/{repo}";

/** An example of the description, with the values of a record. */
function like(method: string, path: string, values: Json): Json {
  return { ...exampleOf(method, `${repoPath}${path}`), ...values };
}

const page = ({ name }: LocalRepository, path: string): string =>
  `https://github.com/${name}/${path}`;

/** A pull request, as GitHub answers it. */
export function renderPull(repository: LocalRepository, pull: LocalPull): Json {
  const [owner = ""] = repository.name.split("/");
  const example = exampleOf("get", `${repoPath}/pulls/{pull_number}`);
  const { head, base } = example as { readonly head: Json; readonly base: Json };
  return {
    ...example,
    id: pull.number * 1000,
    number: pull.number,
    title: pull.title,
    html_url: page(repository, `pull/${pull.number}`),
    state: pull.state,
    draft: pull.draft,
    merged: pull.merged,
    mergeable: pull.mergeable,
    merge_commit_sha: pull.mergeSha,
    head: { ...head, ref: pull.branch, label: `${owner}:${pull.branch}`, sha: pull.head },
    base: { ...base, ref: pull.base },
    requested_teams: [],
    commits: 3,
    additions: 120,
    deletions: 30,
    changed_files: 4,
  };
}

/** The same as a part of an answer about its reviewers. */
export function renderSimplePull(repository: LocalRepository, pull: LocalPull): Json {
  const example = exampleOf("post", `${repoPath}/pulls/{pull_number}/requested_reviewers`);
  return {
    ...example,
    id: pull.number * 1000,
    number: pull.number,
    html_url: page(repository, `pull/${pull.number}`),
    requested_teams: [],
    requested_reviewers: pull.reviewers.map(renderUser),
  };
}

export function renderReview({ user, state }: LocalPull["reviews"][number], id: number): Json {
  const [first] = exampleOf("get", `${repoPath}/pulls/{pull_number}/reviews`) as unknown as Json[];
  return { ...first, id, state, user: renderUser(user) };
}

export function renderUser(login: string): Json {
  const { users } = exampleOf("get", `${repoPath}/pulls/{pull_number}/requested_reviewers`) as {
    readonly users: readonly Json[];
  };
  return {
    ...users[0],
    login,
    id: Buffer.from(login).readUIntBE(0, Math.min(6, login.length)),
  };
}

export function renderChecks(pull: LocalPull): Json {
  const { check_runs: runs } = exampleOf("get", `${repoPath}/commits/{ref}/check-runs`) as {
    readonly check_runs: readonly Json[];
  };
  return {
    total_count: pull.checks.length,
    check_runs: pull.checks.map((check) => ({ ...runs[0], ...check })),
  };
}

export function renderStatus(pull: LocalPull): Json {
  const path = "/commits/{ref}/status";
  const { statuses } = exampleOf("get", `${repoPath}${path}`) as {
    readonly statuses: readonly Json[];
  };
  return like("get", path, {
    sha: pull.head,
    total_count: pull.statuses.length,
    statuses: pull.statuses.map((state) => ({ ...statuses[0], state })),
  });
}

/** An issue, or a pull request as one. */
export function renderIssue(repository: LocalRepository, issue: LocalIssue): Json {
  const example = exampleOf("post", `${repoPath}/issues`);
  const { labels } = example as { readonly labels: readonly Json[] };
  const isPull = repository.pulls.has(issue.number);
  const { pull_request: pull, ...rest } = example;
  return {
    ...rest,
    ...(isPull && { pull_request: pull }),
    id: issue.number * 1000,
    number: issue.number,
    title: issue.title,
    body: issue.body ?? "",
    state: issue.state,
    state_reason: issue.reason,
    html_url: page(repository, `${isPull ? "pull" : "issues"}/${issue.number}`),
    labels: issue.labels.map((name) => ({ ...labels[0], name })),
    created_at: issue.at.toISOString(),
  };
}

export function renderComment(
  repository: LocalRepository,
  number: number,
  { id, body, at }: LocalIssue["comments"][number],
): Json {
  return like("post", "/issues/{issue_number}/comments", {
    id,
    body,
    html_url: page(repository, `issues/${number}#issuecomment-${id}`),
    created_at: at.toISOString(),
    updated_at: at.toISOString(),
  });
}

export function renderRun(repository: LocalRepository, run: LocalRun): Json {
  return like("get", "/actions/runs/{run_id}", {
    id: run.id,
    name: run.workflow,
    path: `.github/workflows/${run.workflow}`,
    head_branch: run.branch,
    event: run.event,
    run_attempt: run.attempt,
    status: run.status,
    conclusion: run.conclusion,
    html_url: page(repository, `actions/runs/${run.id}`),
    created_at: run.at.toISOString(),
  });
}

export function renderWorkflow(repository: LocalRepository, file: string): Json {
  return like("get", "/actions/workflows/{workflow_id}", {
    name: file.replace(/\.ya?ml$/, ""),
    path: `.github/workflows/${file}`,
    state: "active",
    html_url: page(repository, `blob/main/.github/workflows/${file}`),
  });
}
