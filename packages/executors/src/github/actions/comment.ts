import { ExecutionFailure } from "@handsfree/repositories/pending-actions";
import Type from "typebox";
import { type AnyId, type Attempt, type Done, type GithubAction, githubAction } from "../action.ts";
import { factsOf, readIssue } from "../issue.ts";
import { IssueNumber, RepositoryName, Text } from "../payload-parts.ts";

const CommentPayload = Type.Object(
  { repo: RepositoryName, number: IssueNumber, body: Text },
  { additionalProperties: false },
);

/** The most pages of 100 comments in which an earlier attempt's one is looked for. */
const mostPages = 10;

/** Comments on an issue or a pull request. */
export const comment: GithubAction = githubAction(CommentPayload, {
  target: ({ number }) => `#${number}`,

  async preview({ number, body }, shown) {
    const issue = await readIssue(shown, number);
    return {
      title: `Comment on #${number}: ${issue.title}`,
      url: issue.html_url,
      facts: [...factsOf(issue), { label: "Comment", value: body }],
    };
  },

  async find({ number }, { github, repository, mark, since }) {
    for (let page = 1; page <= mostPages; page++) {
      const comments = await github.call((octokit) =>
        octokit.request("GET /repos/{owner}/{repo}/issues/{issue_number}/comments", {
          ...repository,
          issue_number: number,
          since: since.toISOString(),
          per_page: 100,
          page,
        }),
      );
      const found = comments.find(({ body }) => body?.includes(mark) === true);
      if (found !== undefined) return commented(found, number);
      if (comments.length < 100) return undefined;
    }
    throw new ExecutionFailure(
      `#${number} has too many new comments to find out whether it was made`,
    );
  },

  async act({ number, body }, { github, repository, mark }: Attempt) {
    const made = await github.call((octokit) =>
      octokit.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
        ...repository,
        issue_number: number,
        body: `${body}\n\n${mark}`,
      }),
    );
    return commented(made, number);
  },
});

function commented(
  { id, html_url: url }: { readonly id: AnyId; readonly html_url: string },
  number: number,
): Done {
  return { what: "commented", url, github_id: Number(id), number };
}
