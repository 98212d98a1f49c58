import { ExecutionFailure } from "@handsfree/repositories/pending-actions";
import Type from "typebox";
import { type GithubAction, githubAction } from "../action.ts";
import { doneTo } from "../issue.ts";
import { Name, RepositoryName, Text } from "../payload-parts.ts";

const IssuePayload = Type.Object(
  {
    repo: RepositoryName,
    title: Name,
    body: Type.Optional(Text),
    labels: Type.Optional(Type.Array(Name, { minItems: 1, maxItems: 20, uniqueItems: true })),
    assignees: Type.Optional(Type.Array(Name, { minItems: 1, maxItems: 10, uniqueItems: true })),
  },
  { additionalProperties: false },
);

/** The most pages of 100 new issues in which an earlier attempt's one is looked for. */
const mostPages = 10;

/** Creates an issue. */
export const createIssue: GithubAction = githubAction(IssuePayload, {
  target: () => "issues",

  async preview({ repo, title, body, labels = [], assignees = [] }, { github, repository }) {
    // So that a repository that cannot be reached shows before the decision.
    await github.call((octokit) =>
      octokit.request("GET /repos/{owner}/{repo}/issues", { ...repository, per_page: 1 }),
    );
    const fact = (label: string, value: string | undefined) =>
      value === undefined || value === "" ? [] : [{ label, value }];
    return {
      title: `Create an issue in ${repo}`,
      // The API has another address than the pages, which only an answer tells.
      url: null,
      facts: [
        { label: "Title", value: title },
        ...fact("Text", body),
        ...fact("Labels", labels.join(", ")),
        ...fact("Assignees", assignees.join(", ")),
      ],
    };
  },

  async find(_payload, { github, repository, mark, since }) {
    for (let page = 1; page <= mostPages; page++) {
      const issues = await github.call((octokit) =>
        octokit.request("GET /repos/{owner}/{repo}/issues", {
          ...repository,
          state: "all",
          sort: "created",
          direction: "desc",
          since: since.toISOString(),
          per_page: 100,
          page,
        }),
      );
      const found = issues.find(({ body }) => body?.includes(mark) === true);
      if (found !== undefined) return doneTo(found, "created the issue");
      const last = issues.at(-1);
      if (issues.length < 100 || (last && new Date(last.created_at) < since)) return undefined;
    }
    throw new ExecutionFailure("there are too many new issues to find out whether it was made");
  },

  async act({ title, body, labels, assignees }, { github, repository, mark }) {
    const issue = await github.call((octokit) =>
      octokit.request("POST /repos/{owner}/{repo}/issues", {
        ...repository,
        title,
        body: body === undefined ? mark : `${body}\n\n${mark}`,
        ...(labels !== undefined && { labels: [...labels] }),
        ...(assignees !== undefined && { assignees: [...assignees] }),
      }),
    );
    return doneTo(issue, "created the issue");
  },
});
