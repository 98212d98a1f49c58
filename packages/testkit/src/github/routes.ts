import {
  renderChecks,
  renderComment,
  renderIssue,
  renderPull,
  renderReview,
  renderRun,
  renderSimplePull,
  renderStatus,
  renderUser,
  renderWorkflow,
} from "./render.ts";
import { type LocalIssue, type LocalPull, type LocalRepository, shaOf } from "./state.ts";

/** A request that passed the description. */
interface RouteRequest {
  readonly repository: LocalRepository;
  /** The values of the parameters in the path. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A status and a body; undefined for none. */
export type RouteAnswer = readonly [status: number, body?: unknown];

type Route = (request: RouteRequest) => RouteAnswer;

const notFound = [
  404,
  { message: "Not Found", documentation_url: "https://docs.github.com/rest" },
] as const;
const refusal = (status: number, message: string): RouteAnswer => [
  status,
  { message, documentation_url: "https://docs.github.com/rest" },
];

function withPull(answer: (pull: LocalPull, request: RouteRequest) => RouteAnswer): Route {
  return (request) => {
    const pull = request.repository.pulls.get(Number(request.path["pull_number"]));
    return pull === undefined ? notFound : answer(pull, request);
  };
}

function withCommit(answer: (pull: LocalPull) => RouteAnswer): Route {
  return ({ repository, path }) => {
    const pull = [...repository.pulls.values()].find(({ head }) => head === path["ref"]);
    return answer(pull ?? { ...repository.addPull({ number: 9999 }), checks: [], statuses: [] });
  };
}

/** A pull request is an issue too. */
function withIssue(answer: (issue: LocalIssue, request: RouteRequest) => RouteAnswer): Route {
  return (request) => {
    const { repository } = request;
    const number = Number(request.path["issue_number"]);
    const pull = repository.pulls.get(number);
    const found = repository.issues.get(number);
    const issue =
      found ?? (pull && repository.addIssue({ number, title: pull.title, state: pull.state }));
    return issue === undefined ? notFound : answer(issue, request);
  };
}

function paged<Item>(items: readonly Item[], query: URLSearchParams): Item[] {
  const size = Number(query.get("per_page") ?? 30);
  const page = Number(query.get("page") ?? 1);
  return items.slice((page - 1) * size, page * size);
}

const texts = (value: unknown): readonly string[] => (value ?? []) as readonly string[];

/** The operations by method and path below the repository. */
export const routes: Readonly<Record<string, Route>> = {
  "get /pulls/{pull_number}": withPull((pull, { repository }) => [
    200,
    renderPull(repository, pull),
  ]),

  "put /pulls/{pull_number}/merge": withPull((pull, { body }) => {
    if (body["sha"] !== undefined && body["sha"] !== pull.head) {
      return refusal(409, "Head branch was modified. Review and try the merge again.");
    }
    if (pull.merged || pull.state !== "open" || pull.draft || pull.mergeable === false) {
      return refusal(405, "Pull Request is not mergeable");
    }
    const sha = shaOf(`merge of ${pull.head}`);
    Object.assign(pull, { merged: true, state: "closed", mergeSha: sha });
    return [200, { sha, merged: true, message: "Pull Request successfully merged" }];
  }),

  "get /pulls/{pull_number}/reviews": withPull((pull, { query }) => [
    200,
    paged(pull.reviews, query).map(renderReview),
  ]),

  "get /pulls/{pull_number}/requested_reviewers": withPull((pull) => [
    200,
    { users: pull.reviewers.map(renderUser), teams: [] },
  ]),

  "post /pulls/{pull_number}/requested_reviewers": withPull((pull, { repository, body }) => {
    pull.reviewers = [...new Set([...pull.reviewers, ...texts(body["reviewers"])])];
    return [201, renderSimplePull(repository, pull)];
  }),

  "get /commits/{ref}/check-runs": withCommit((pull) => [200, renderChecks(pull)]),
  "get /commits/{ref}/status": withCommit((pull) => [200, renderStatus(pull)]),

  "get /actions/runs/{run_id}": ({ repository, path }) => {
    const run = repository.runs.get(Number(path["run_id"]));
    return run === undefined ? notFound : [200, renderRun(repository, run)];
  },

  "post /actions/runs/{run_id}/rerun-failed-jobs": ({ repository, path }) => {
    const run = repository.runs.get(Number(path["run_id"]));
    if (run === undefined) return notFound;
    Object.assign(run, { attempt: run.attempt + 1, status: "queued", conclusion: null });
    return [201, {}];
  },

  "get /actions/workflows/{workflow_id}": ({ repository, path }) => [
    200,
    renderWorkflow(repository, path["workflow_id"] ?? ""),
  ],

  "get /actions/workflows/{workflow_id}/runs": ({ repository, path, query }) => {
    const since = new Date((query.get("created") ?? ">=1970-01-01").replace(">=", ""));
    const runs = [...repository.runs.values()]
      .filter(
        ({ workflow, branch, event, at }) =>
          workflow === path["workflow_id"] &&
          (query.get("branch") ?? branch) === branch &&
          (query.get("event") ?? event) === event &&
          at >= since,
      )
      .toReversed();
    const found = paged(runs, query).map((run) => renderRun(repository, run));
    return [200, { total_count: runs.length, workflow_runs: found }];
  },

  "post /actions/workflows/{workflow_id}/dispatches": ({ repository, path, body }) => {
    const workflow = path["workflow_id"] ?? "";
    const branch = String(body["ref"]);
    const state = { event: "workflow_dispatch", status: "queued", conclusion: null };
    const run = repository.addRun({ workflow, branch, ...state });
    const url = `https://github.com/${repository.name}/actions/runs/${run.id}`;
    if (body["return_run_details"] !== true) return [204];
    return [200, { workflow_run_id: run.id, run_url: url, html_url: url }];
  },

  "get /issues": ({ repository, query }) => {
    const since = new Date(query.get("since") ?? 0);
    const issues = [...repository.issues.values()]
      .filter((issue) => issue.at >= since)
      .toSorted((one, other) => other.at.getTime() - one.at.getTime());
    return [200, paged(issues, query).map((issue) => renderIssue(repository, issue))];
  },

  "post /issues": ({ repository, body }) => {
    const issue = repository.addIssue({
      title: String(body["title"]),
      body: (body["body"] ?? null) as string | null,
      labels: [...texts(body["labels"])],
    });
    return [201, renderIssue(repository, issue)];
  },

  "get /issues/{issue_number}": withIssue((issue, { repository }) => [
    200,
    renderIssue(repository, issue),
  ]),

  "patch /issues/{issue_number}": withIssue((issue, { repository, body }) => {
    const { state = issue.state, state_reason: reason = issue.reason } = body;
    Object.assign(issue, { state, reason });
    return [200, renderIssue(repository, issue)];
  }),

  "get /issues/{issue_number}/comments": withIssue((issue, { repository, query }) => {
    const since = new Date(query.get("since") ?? 0);
    const comments = issue.comments.filter(({ at }) => at >= since);
    return [
      200,
      paged(comments, query).map((comment) => renderComment(repository, issue.number, comment)),
    ];
  }),

  "post /issues/{issue_number}/comments": withIssue((issue, { repository, body }) => {
    const comment = { id: repository.next(), body: String(body["body"]), at: new Date() };
    issue.comments.push(comment);
    return [201, renderComment(repository, issue.number, comment)];
  }),

  "post /issues/{issue_number}/labels": withIssue((issue, { repository, body }) => {
    issue.labels = [...new Set([...issue.labels, ...texts(body["labels"])])];
    return [200, renderIssue(repository, issue)["labels"]];
  }),

  "delete /issues/{issue_number}/labels/{name}": withIssue((issue, { repository, path }) => {
    const name = path["name"] ?? "";
    if (!issue.labels.includes(name)) return refusal(404, "Label does not exist");
    issue.labels = issue.labels.filter((label) => label !== name);
    return [200, renderIssue(repository, issue)["labels"]];
  }),
};
