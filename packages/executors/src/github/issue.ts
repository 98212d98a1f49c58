import type { PreviewFact } from "@handsfree/repositories/pending-actions";
import type { AnyId, Done, Shown } from "./action.ts";

/** The members of an issue that are read. To GitHub a pull request is one too. */
interface Issue {
  readonly id: AnyId;
  readonly number: number;
  readonly title: string;
  readonly html_url: string;
  readonly state: string;
  readonly user: { readonly login: string } | null;
  readonly labels: readonly (string | { readonly name?: string | undefined })[];
  readonly pull_request?: object | undefined;
}

/** Reads an issue or a pull request. */
export function readIssue({ github, repository }: Shown, issue_number: number): Promise<Issue> {
  return github.call<{ status: number; data: Issue }>((octokit) =>
    octokit.request("GET /repos/{owner}/{repo}/issues/{issue_number}", {
      ...repository,
      issue_number,
    }),
  );
}

/** The names of its labels, in lower case, since GitHub compares them without case. */
export function labelsOf({ labels }: Issue): ReadonlySet<string> {
  return new Set(
    labels.flatMap((label) => {
      const name = typeof label === "string" ? label : label.name;
      return name === undefined ? [] : name.toLowerCase();
    }),
  );
}

/** A receipt about an issue. */
export function doneTo({ id, number, html_url: url }: Issue, what: string): Done {
  return { what, url, github_id: Number(id), number };
}

/** The facts of a preview about an issue. */
export function factsOf(issue: Issue): PreviewFact[] {
  const kind = issue.pull_request === undefined ? "issue" : "pull request";
  return [
    { label: "On", value: `${kind} #${issue.number}: ${issue.title}` },
    { label: "Author", value: issue.user?.login ?? "unknown" },
    { label: "State", value: issue.state },
  ];
}
