import Type from "typebox";
import { type GithubAction, githubAction } from "../action.ts";
import { doneTo, factsOf, readIssue } from "../issue.ts";
import { IssueNumber, OneOf, RepositoryName } from "../payload-parts.ts";

const ClosePayload = Type.Object(
  {
    repo: RepositoryName,
    number: IssueNumber,
    reason: Type.Optional(OneOf("completed", "not_planned")),
  },
  { additionalProperties: false },
);

/** Closes an issue, or a pull request without a merge. */
export const close: GithubAction = githubAction(ClosePayload, {
  target: ({ number }) => `#${number}`,

  async preview({ number, reason }, shown) {
    const issue = await readIssue(shown, number);
    return {
      title: `Close #${number}: ${issue.title}`,
      url: issue.html_url,
      facts: [
        ...factsOf(issue),
        ...(reason === undefined ? [] : [{ label: "Reason", value: reason.replace("_", " ") }]),
      ],
    };
  },

  async find({ number }, attempt) {
    const issue = await readIssue(attempt, number);
    return issue.state === "closed" ? doneTo(issue, "closed") : undefined;
  },

  async act({ number, reason }, { github, repository }) {
    const issue = await github.call((octokit) =>
      octokit.request("PATCH /repos/{owner}/{repo}/issues/{issue_number}", {
        ...repository,
        issue_number: number,
        state: "closed",
        ...(reason !== undefined && { state_reason: reason }),
      }),
    );
    return doneTo(issue, "closed");
  },
});
