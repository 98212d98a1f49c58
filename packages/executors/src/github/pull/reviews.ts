import type { AnyId, Shown } from "../action.ts";

/** The most pages of 100 reviews that are read. */
const mostPages = 5;
/** The states that replace an earlier one of the same person. A comment does not. */
const verdicts: ReadonlySet<string> = new Set(["APPROVED", "CHANGES_REQUESTED", "DISMISSED"]);

/** The people whose last verdict about a pull request is an approval, and those who ask for changes. */
interface Reviews {
  readonly approvals: number;
  readonly changesRequested: number;
}

/** Reads the reviews of a pull request. */
export async function readReviews(
  { github, repository }: Shown,
  pull_number: number,
): Promise<Reviews> {
  const last = new Map<AnyId, string>();
  for (let page = 1; page <= mostPages; page++) {
    const reviews = await github.call((octokit) =>
      octokit.request("GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews", {
        ...repository,
        pull_number,
        per_page: 100,
        page,
      }),
    );
    for (const { user, state } of reviews) {
      if (user !== null && verdicts.has(state)) last.set(user.id, state);
    }
    if (reviews.length < 100) break;
  }
  const count = (state: string): number => [...last.values()].filter((one) => one === state).length;
  return { approvals: count("APPROVED"), changesRequested: count("CHANGES_REQUESTED") };
}
