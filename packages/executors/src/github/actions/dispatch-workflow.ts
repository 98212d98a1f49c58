import Type from "typebox";
import { type AnyId, type Attempt, type Done, type GithubAction, githubAction } from "../action.ts";
import { GithubProblem } from "../client/problem.ts";
import { Name, RepositoryName } from "../payload-parts.ts";

const DispatchPayload = Type.Object(
  {
    repo: RepositoryName,
    workflow: Type.String({
      pattern: "^[A-Za-z0-9_.-]{1,200}$",
      description: "The file's name, as deploy.yml, or the workflow's id",
    }),
    ref: Type.String({ minLength: 1, maxLength: 256, description: "A branch or a tag" }),
    inputs: Type.Optional(
      Type.Record(Name, Type.String({ maxLength: 10_000 }), { maxProperties: 25 }),
    ),
  },
  { additionalProperties: false },
);

type Payload = Type.Static<typeof DispatchPayload>;

/** Starts a workflow that is run by hand. */
export const dispatchWorkflow: GithubAction = githubAction(DispatchPayload, {
  target: ({ workflow, ref }) => `${workflow} on ${ref}`,

  async preview({ workflow, ref, inputs = {} }, { github, repository }) {
    const {
      name,
      path,
      state,
      html_url: url,
    } = await github.call((octokit) =>
      octokit.request("GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}", {
        ...repository,
        workflow_id: workflow,
      }),
    );
    return {
      title: `Run the workflow ${name}`,
      url,
      facts: [
        { label: "File", value: path },
        { label: "State", value: state },
        { label: "On", value: ref },
        ...Object.entries(inputs).map(([input, value]) => ({ label: `Input ${input}`, value })),
      ],
    };
  },

  // A run does not say which request started it, so it is looked for only if there may be one.
  find: (payload, attempt) =>
    attempt.mayBeDone ? findRun(payload, attempt) : Promise.resolve(undefined),

  async act(payload, attempt) {
    const { workflow, ref, inputs } = payload;
    const answer: unknown = await attempt.github.call((octokit) =>
      octokit.request("POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches", {
        ...attempt.repository,
        workflow_id: workflow,
        ref,
        ...(inputs !== undefined && { inputs }),
        return_run_details: true,
      }),
    );
    const { workflow_run_id: id, html_url: url } = (answer || {}) as {
      readonly workflow_run_id?: AnyId;
      readonly html_url?: string;
    };
    if (id !== undefined && url !== undefined) return dispatched(id, url);
    // A GitHub Enterprise Server may not tell the run, which begins after its answer.
    const run = await findRun(payload, attempt);
    if (run !== undefined) return run;
    throw new GithubProblem("the run of the workflow is not there yet", {
      isUnknown: true,
      retryAfterSeconds: 5,
    });
  },
});

async function findRun(
  { workflow, ref }: Payload,
  { github, repository, since }: Attempt,
): Promise<Done | undefined> {
  const { workflow_runs: runs } = await github.call((octokit) =>
    octokit.request("GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs", {
      ...repository,
      workflow_id: workflow,
      event: "workflow_dispatch",
      branch: ref.replace(/^refs\/(?:heads|tags)\//, ""),
      created: `>=${since.toISOString()}`,
      per_page: 100,
    }),
  );
  // The first one since it was approved.
  const first = runs.at(-1);
  return first && dispatched(first.id, first.html_url);
}

function dispatched(id: AnyId, url: string): Done {
  return { what: "started the workflow", url, github_id: Number(id) };
}
