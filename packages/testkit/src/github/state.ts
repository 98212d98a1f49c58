import { createHash } from "node:crypto";

/** A check of a commit. */
interface LocalCheck {
  readonly status: "completed" | "in_progress" | "queued";
  readonly conclusion: string | null;
}

/** A pull request. Tests change its members. */
export interface LocalPull {
  number: number;
  title: string;
  head: string;
  branch: string;
  base: string;
  state: "closed" | "open";
  draft: boolean;
  merged: boolean;
  mergeable: boolean | null;
  mergeSha: string | null;
  checks: LocalCheck[];
  statuses: ("failure" | "pending" | "success")[];
  reviews: { readonly user: string; readonly state: string }[];
  reviewers: string[];
}

/** An issue. Tests change its members. */
export interface LocalIssue {
  number: number;
  title: string;
  body: string | null;
  state: "closed" | "open";
  reason: string | null;
  labels: string[];
  comments: { readonly id: number; readonly body: string; readonly at: Date }[];
  at: Date;
}

/** A run of a workflow. Tests change its members. */
export interface LocalRun {
  id: number;
  workflow: string;
  branch: string;
  event: string;
  attempt: number;
  status: string;
  conclusion: string | null;
  at: Date;
}

/** A repository on the local GitHub. */
export class LocalRepository {
  readonly name: string;
  readonly pulls = new Map<number, LocalPull>();
  readonly issues = new Map<number, LocalIssue>();
  readonly runs = new Map<number, LocalRun>();
  #last = 100;

  /** @param name `owner/name`. */
  constructor(name: string) {
    this.name = name;
  }

  /** A number or an id that no other record has. */
  next(): number {
    return ++this.#last;
  }

  /** An open pull request with a green check and an approval. */
  addPull(values: Partial<LocalPull> = {}): LocalPull {
    const number = values.number ?? this.next();
    const pull: LocalPull = {
      number,
      title: "Fix the login",
      head: shaOf(`head of ${number}`),
      branch: "fix-login",
      base: "main",
      state: "open",
      draft: false,
      merged: false,
      mergeable: true,
      mergeSha: null,
      checks: [{ status: "completed", conclusion: "success" }],
      statuses: [],
      reviews: [{ user: "grace", state: "APPROVED" }],
      reviewers: [],
      ...values,
    };
    this.pulls.set(number, pull);
    return pull;
  }

  /** An open issue. */
  addIssue(values: Partial<LocalIssue> = {}): LocalIssue {
    const number = values.number ?? this.next();
    const issue: LocalIssue = {
      number,
      title: "The login fails",
      body: null,
      state: "open",
      reason: null,
      labels: [],
      comments: [],
      at: new Date(),
      ...values,
    };
    this.issues.set(number, issue);
    return issue;
  }

  /** A run that failed. */
  addRun(values: Partial<LocalRun> = {}): LocalRun {
    const id = values.id ?? this.next();
    const run: LocalRun = {
      id,
      workflow: "ci.yml",
      branch: "main",
      event: "push",
      attempt: 1,
      status: "completed",
      conclusion: "failure",
      at: new Date(),
      ...values,
    };
    this.runs.set(id, run);
    return run;
  }
}

/** A hash such as a commit's. */
export function shaOf(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}
