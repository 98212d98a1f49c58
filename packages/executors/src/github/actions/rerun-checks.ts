import { ExecutionFailure } from "@handsfree/repositories/pending-actions";
import Type from "typebox";
import { type AnyId, type Done, type GithubAction, githubAction, type Shown } from "../action.ts";
import { GithubId, RepositoryName } from "../payload-parts.ts";

const RerunPayload = Type.Object(
  {
    repo: RepositoryName,
    run_id: GithubId,
    run_attempt: Type.Integer({
      minimum: 1,
      maximum: 1000,
      description: "The attempt of the run whose jobs failed",
    }),
  },
  { additionalProperties: false },
);

/** Runs the failed jobs of a workflow run again. */
export const rerunChecks: GithubAction = githubAction(RerunPayload, {
  target: ({ run_id }) => `run ${run_id}`,

  async preview({ run_id, run_attempt }, shown) {
    const run = await readRun(shown, run_id);
    return {
      title: `Run the failed jobs of ${run.name ?? "a workflow"} again`,
      url: run.html_url,
      facts: [
        { label: "Run", value: `${run.display_title}, number ${run.run_number}` },
        { label: "Branch", value: run.head_branch ?? "none" },
        { label: "Commit", value: run.head_sha.slice(0, 9) },
        { label: "Result", value: run.conclusion ?? run.status ?? "unknown" },
        { label: "Attempt", value: `${run_attempt} of ${run.run_attempt ?? 1}` },
      ],
    };
  },

  async find({ run_id, run_attempt }, attempt) {
    const run = await readRun(attempt, run_id);
    const found = run.run_attempt ?? 1;
    return found > run_attempt ? rerun(run, found) : undefined;
  },

  async check({ run_id, run_attempt }, attempt) {
    const { status, conclusion, run_attempt: found } = await readRun(attempt, run_id);
    const refuse = (problem: string): never => {
      throw new ExecutionFailure(`the jobs are not run again: ${problem}`);
    };
    if ((found ?? 1) < run_attempt) refuse(`the run has no attempt ${run_attempt}`);
    if (status !== "completed") refuse("the run has not ended");
    if (conclusion === "success") refuse("none of them failed");
  },

  async act({ run_id, run_attempt }, { github, repository }) {
    await github.call((octokit) =>
      octokit.request("POST /repos/{owner}/{repo}/actions/runs/{run_id}/rerun-failed-jobs", {
        ...repository,
        run_id,
      }),
    );
    return rerun(await readRun({ github, repository }, run_id), run_attempt + 1);
  },
});

interface Run {
  readonly id: AnyId;
  readonly html_url: string;
  readonly name?: string | null | undefined;
  readonly display_title: string;
  readonly run_number: number;
  readonly run_attempt?: number | undefined;
  readonly head_branch: string | null;
  readonly head_sha: string;
  readonly status: string | null;
  readonly conclusion: string | null;
}

function readRun({ github, repository }: Shown, run_id: number): Promise<Run> {
  return github.call<{ status: number; data: Run }>((octokit) =>
    octokit.request("GET /repos/{owner}/{repo}/actions/runs/{run_id}", { ...repository, run_id }),
  );
}

function rerun({ id, html_url: url }: Run, run_attempt: number): Done {
  return { what: "ran the failed jobs again", url, github_id: Number(id), run_attempt };
}
