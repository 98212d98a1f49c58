import Type from "typebox";
import { type GithubAction, githubAction } from "../action.ts";
import { doneTo, factsOf, labelsOf, readIssue } from "../issue.ts";
import { IssueNumber, Name, RepositoryName } from "../payload-parts.ts";

const LabelsPayload = Type.Object(
  {
    repo: RepositoryName,
    number: IssueNumber,
    labels: Type.Array(Name, { minItems: 1, maxItems: 20, uniqueItems: true }),
  },
  { additionalProperties: false },
);

/** Adds labels to an issue or a pull request. */
export const addLabels: GithubAction = githubAction(LabelsPayload, {
  target: ({ number }) => `#${number}`,

  async preview({ number, labels }, shown) {
    const issue = await readIssue(shown, number);
    return {
      title: `Label #${number}: ${issue.title}`,
      url: issue.html_url,
      facts: [...factsOf(issue), { label: "Labels to add", value: labels.join(", ") }],
    };
  },

  async find({ number, labels }, attempt) {
    const issue = await readIssue(attempt, number);
    const known = labelsOf(issue);
    const areThere = labels.every((label) => known.has(label.toLowerCase()));
    return areThere ? doneTo(issue, "labeled") : undefined;
  },

  async act({ number, labels }, attempt) {
    await attempt.github.call((octokit) =>
      octokit.request("POST /repos/{owner}/{repo}/issues/{issue_number}/labels", {
        ...attempt.repository,
        issue_number: number,
        labels: [...labels],
      }),
    );
    return doneTo(await readIssue(attempt, number), "labeled");
  },
});

/** Removes labels from an issue or a pull request. */
export const removeLabels: GithubAction = githubAction(LabelsPayload, {
  target: ({ number }) => `#${number}`,

  async preview({ number, labels }, shown) {
    const issue = await readIssue(shown, number);
    return {
      title: `Remove labels of #${number}: ${issue.title}`,
      url: issue.html_url,
      facts: [...factsOf(issue), { label: "Labels to remove", value: labels.join(", ") }],
    };
  },

  async find({ number, labels }, attempt) {
    const issue = await readIssue(attempt, number);
    const known = labelsOf(issue);
    const areGone = labels.every((label) => !known.has(label.toLowerCase()));
    return areGone ? doneTo(issue, "removed the labels") : undefined;
  },

  async act({ number, labels }, attempt) {
    const known = labelsOf(await readIssue(attempt, number));
    for (const name of labels.filter((label) => known.has(label.toLowerCase()))) {
      // One that is gone meanwhile is 404.
      await attempt.github.find((octokit) =>
        octokit.request("DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}", {
          ...attempt.repository,
          issue_number: number,
          name,
        }),
      );
    }
    return doneTo(await readIssue(attempt, number), "removed the labels");
  },
});
