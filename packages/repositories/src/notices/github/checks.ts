import type { CommitCheckState, NoticeKind } from "@handsfree/schema";
import {
  actorOf,
  distinctLogins,
  type GithubFacts,
  noFacts,
  personAt,
  repositoryOf,
  shaOf,
} from "./notice.ts";
import { at, listAt, numberAt, textAt, timeAt, titleOf, urlOf } from "./payload.ts";

/** How a check, or a suite of them, ended. A cancelled one tells no failure, but has not passed. */
const conclusions: ReadonlyMap<string, { state: CommitCheckState; kind?: NoticeKind }> = new Map([
  ["success", { state: "passed", kind: "checks_passed" }],
  ["neutral", { state: "passed" }],
  ["skipped", { state: "passed" }],
  ["failure", { state: "failed", kind: "checks_failed" }],
  ["timed_out", { state: "failed", kind: "checks_failed" }],
  ["startup_failure", { state: "failed", kind: "checks_failed" }],
  ["action_required", { state: "failed" }],
  ["cancelled", { state: "failed" }],
  ["stale", { state: "failed" }],
]);

/** The states of a status of a commit, which other programs than GitHub Apps report. */
const statuses: typeof conclusions = new Map([
  ["success", { state: "passed", kind: "checks_passed" }],
  ["failure", { state: "failed", kind: "checks_failed" }],
  ["error", { state: "failed", kind: "checks_failed" }],
  ["pending", { state: "pending" }],
]);

/** The members that the deliveries of checks share. */
interface Report {
  readonly headSha: string | null;
  readonly name: string | undefined;
  readonly outcome: { readonly state: CommitCheckState; readonly kind?: NoticeKind };
  readonly time: Date | undefined;
  readonly login: string | undefined;
  readonly app: string | undefined;
  readonly title: string | null;
  readonly url: string | undefined;
  readonly pullRequests: readonly unknown[];
}

/** A suite of checks: all checks of one app, or one run of a workflow, for a commit. */
export function ofCheckSuite(payload: unknown): GithubFacts {
  const suite = at(payload, "check_suite");
  const isOver = at(payload, "action") === "completed";
  return factsOf(payload, {
    headSha: shaOf(textAt(suite, "head_sha")),
    name: suiteName(numberAt(suite, "id")),
    outcome: isOver ? outcomeOf(suite) : pending,
    time: timeAt(suite, "updated_at"),
    login: personAt(payload, "sender"),
    app: textAt(suite, "app", "slug"),
    title: titleOf(textAt(suite, "head_commit", "message")),
    url: undefined,
    pullRequests: listAt(suite, "pull_requests"),
  });
}

/** A run of a workflow of GitHub Actions. */
export function ofWorkflowRun(payload: unknown): GithubFacts {
  const run = at(payload, "workflow_run");
  const isOver = at(payload, "action") === "completed";
  return factsOf(payload, {
    headSha: shaOf(textAt(run, "head_sha")),
    name: suiteName(numberAt(run, "check_suite_id")),
    outcome: isOver ? outcomeOf(run) : pending,
    time: timeAt(run, "updated_at"),
    login: personAt(run, "actor") ?? personAt(payload, "sender"),
    app: "github-actions",
    title: titleOf(
      textAt(run, "display_title") ?? textAt(run, "head_commit", "message") ?? textAt(run, "name"),
    ),
    url: textAt(run, "html_url"),
    pullRequests: listAt(run, "pull_requests"),
  });
}

/** One check. A suite that has one that failed has not passed, and one that passed says nothing of the others. */
export function ofCheckRun(payload: unknown): GithubFacts {
  const run = at(payload, "check_run");
  const isOver = at(payload, "action") === "completed";
  const outcome = isOver ? outcomeOf(run) : pending;
  return factsOf(payload, {
    headSha: shaOf(textAt(run, "head_sha")),
    name: suiteName(numberAt(run, "check_suite", "id")),
    outcome: outcome.state === "passed" ? pending : outcome,
    time: timeAt(run, isOver ? "completed_at" : "started_at"),
    login: personAt(payload, "sender"),
    app: textAt(run, "app", "slug"),
    title: titleOf(textAt(run, "name")),
    url: textAt(run, "html_url"),
    pullRequests: listAt(run, "pull_requests"),
  });
}

/** A status of a commit. */
export function ofStatus(payload: unknown): GithubFacts {
  const context = textAt(payload, "context");
  return factsOf(payload, {
    headSha: shaOf(textAt(payload, "sha")),
    name: context === undefined ? undefined : `status/${context.slice(0, 200).toWellFormed()}`,
    outcome: statuses.get(textAt(payload, "state") ?? "") ?? pending,
    time: timeAt(payload, "updated_at"),
    login: personAt(payload, "commit", "author") ?? personAt(payload, "sender"),
    app: undefined,
    title: titleOf(textAt(payload, "commit", "commit", "message")),
    url: textAt(payload, "target_url") ?? textAt(payload, "commit", "html_url"),
    pullRequests: [],
  });
}

const pending: Report["outcome"] = { state: "pending" };

function outcomeOf(value: unknown): Report["outcome"] {
  return conclusions.get(textAt(value, "conclusion") ?? "") ?? pending;
}

function suiteName(id: number | undefined): string | undefined {
  return id === undefined ? undefined : `suite/${id}`;
}

function factsOf(payload: unknown, report: Report): GithubFacts {
  const { headSha, name, outcome, time = null, login, title } = report;
  const repository = repositoryOf(payload);
  if (repository === undefined || headSha === null) return noFacts;
  const check =
    name === undefined ? null : { repository, headSha, name, state: outcome.state, at: time };
  if (outcome.kind === undefined) return { notices: [], check };
  const { kind } = outcome;
  const number = pullRequestOf(report.pullRequests, headSha);
  const home = textAt(payload, "repository", "html_url");
  const page = number === null ? `commit/${headSha}` : `pull/${number}`;
  const url = urlOf(report.url) ?? (home === undefined ? null : urlOf(`${home}/${page}`));
  return {
    notices: [
      {
        kind,
        repository,
        subject: { number, title, url },
        headSha,
        logins: distinctLogins([login]),
        actor: actorOf(report.app),
        at: time,
        // All checks of a commit are one fact.
        key: `${kind}/${repository.toLowerCase()}/${headSha}`,
      },
    ],
    check,
  };
}

/** The pull request with this head. A suite of checks can be of several, and of none for one from a fork. */
function pullRequestOf(list: readonly unknown[], headSha: string): number | null {
  const own = list.find((one) => shaOf(textAt(one, "head", "sha")) === headSha);
  return numberAt(own, "number") ?? null;
}
