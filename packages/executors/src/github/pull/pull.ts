import type { AnyId, Shown } from "../action.ts";

/** The members of a pull request that are read. */
export interface Pull {
  readonly id: AnyId;
  readonly number: number;
  readonly title: string;
  readonly html_url: string;
  readonly state: string;
  readonly draft?: boolean | undefined;
  readonly merged: boolean;
  readonly merge_commit_sha: string | null;
  readonly mergeable: boolean | null;
  readonly head: { readonly sha: string; readonly label: string };
  readonly base: { readonly ref: string };
  readonly user: { readonly login: string } | null;
  readonly commits: number;
  readonly additions: number;
  readonly deletions: number;
  readonly changed_files: number;
}

/** Reads a pull request. */
export function readPull({ github, repository }: Shown, number: number): Promise<Pull> {
  return github.call<{ status: number; data: Pull }>((octokit) =>
    octokit.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
      ...repository,
      pull_number: number,
    }),
  );
}
