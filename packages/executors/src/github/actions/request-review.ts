import Type from "typebox";
import { type Attempt, type GithubAction, githubAction } from "../action.ts";
import { IssueNumber, Name, RepositoryName } from "../payload-parts.ts";
import { type Pull, readPull } from "../pull/pull.ts";

const ReviewPayload = Type.Object(
  {
    repo: RepositoryName,
    number: IssueNumber,
    reviewers: Type.Array(Name, { minItems: 1, maxItems: 15, uniqueItems: true }),
    team_reviewers: Type.Optional(
      Type.Array(Name, { minItems: 1, maxItems: 15, uniqueItems: true }),
    ),
  },
  { additionalProperties: false },
);

/** Requests reviews of a pull request. */
export const requestReview: GithubAction = githubAction(ReviewPayload, {
  target: ({ number }) => `#${number}`,

  async preview({ number, reviewers, team_reviewers: teams = [] }, shown) {
    const { title, html_url: url, user, head, base } = await readPull(shown, number);
    return {
      title: `Request a review of #${number}: ${title}`,
      url,
      facts: [
        { label: "Author", value: user?.login ?? "unknown" },
        { label: "Branch", value: `${head.label} into ${base.ref}` },
        { label: "Reviewers", value: [...reviewers, ...teams].join(", ") },
      ],
    };
  },

  async find({ number, reviewers, team_reviewers: teams = [] }, attempt) {
    const { users, teams: asked } = await attempt.github.call((octokit) =>
      octokit.request("GET /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers", {
        ...attempt.repository,
        pull_number: number,
      }),
    );
    const people = users.map(({ login }) => login);
    const areAsked =
      includesAll(people, reviewers) &&
      includesAll(
        asked.map(({ slug }) => slug),
        teams,
      );
    return areAsked ? requested(await readPull(attempt, number)) : undefined;
  },

  async act({ number, reviewers, team_reviewers }, attempt: Attempt) {
    const pull = await attempt.github.call((octokit) =>
      octokit.request("POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers", {
        ...attempt.repository,
        pull_number: number,
        reviewers: [...reviewers],
        ...(team_reviewers !== undefined && { team_reviewers: [...team_reviewers] }),
      }),
    );
    return requested(pull);
  },
});

function requested({ id, number, html_url: url }: Pick<Pull, "html_url" | "id" | "number">) {
  return { what: "requested the review", url, github_id: Number(id), number };
}

/** Without case, as GitHub compares names. */
function includesAll(names: readonly string[], wanted: readonly string[]): boolean {
  const known = new Set(names.map((name) => name.toLowerCase()));
  return wanted.every((name) => known.has(name.toLowerCase()));
}
