import fc from "fast-check";
import {
  cancelAgentTask,
  claimAgentTasks,
  completeAgentTask,
  createAgentTask,
  failAgentTask,
  findAgentTask,
  giveAgentTaskInput,
  heartbeatAgentTask,
  listAgentTasks,
  releaseAgentTask,
  requestAgentTaskInput,
  retryAgentTask,
} from "../../../src/entries/agent-tasks.ts";
import {
  changeGithubConnection,
  createGithubConnection,
  findGithubConnection,
  listGithubConnections,
  removeGithubConnection,
} from "../../../src/entries/github-connections.ts";
import {
  findRepoPolicy,
  listRepoPolicies,
  removeRepoPolicy,
  setRepoPolicy,
} from "../../../src/entries/repo-policies.ts";
import { type Attack, attack } from "../attack.ts";
import { known, maybe, page, together } from "../known.ts";

const connection = { id: known("connectionIds") };
const repository = fc.constantFrom("octo/repo", "OCTO/repo", "Xanadu7/repo");
const task = { id: known("taskIds") };
const lease = fc.oneof(
  together("taskIds", "taskLeaseTokens"),
  fc.tuple(known("taskIds"), known("taskLeaseTokens", "leaseTokens")),
);
const holder = { lease };

/** The members of a holder, which are chosen as one. */
function held<Input extends { readonly lease: readonly string[] }>({
  lease: names,
  ...rest
}: Input) {
  const [taskId = "", token = ""] = names;
  return { ...rest, taskId, token };
}

export const seedTableAttacks: Readonly<Record<string, Attack>> = {
  createGithubConnection: attack(
    { installationId: fc.constantFrom(42, 43) },
    ({ db, context }, input) => createGithubConnection(db, input, context),
  ),
  changeGithubConnection: attack(
    { ...connection, installationId: fc.constantFrom(42, 43) },
    ({ db, context }, input) => changeGithubConnection(db, input, context),
  ),
  findGithubConnection: attack(connection, ({ db }, input) => findGithubConnection(db, input)),
  listGithubConnections: attack({ ...page }, ({ db }, input) => listGithubConnections(db, input)),
  removeGithubConnection: attack(connection, ({ db, context }, input) =>
    removeGithubConnection(db, input, context),
  ),

  setRepoPolicy: attack(
    { repository: fc.constant("octo/repo"), allowMerge: maybe(fc.boolean()) },
    ({ db, context }, input) => setRepoPolicy(db, input, context),
  ),
  findRepoPolicy: attack({ repository }, ({ db, context }, input) =>
    findRepoPolicy(db, input, context),
  ),
  listRepoPolicies: attack({ ...page }, ({ db }, input) => listRepoPolicies(db, input)),
  removeRepoPolicy: attack({ repository }, ({ db, context }, input) =>
    removeRepoPolicy(db, input, context),
  ),

  createAgentTask: attack(
    {
      provider: fc.constant("copilot"),
      instruction: fc.constant("fix it"),
      commandId: maybe(known("commandIds")),
      actionId: maybe(known("actionIds")),
    },
    ({ db, context }, input) => createAgentTask(db, input, context),
  ),
  findAgentTask: attack(task, ({ db }, input) => findAgentTask(db, input)),
  listAgentTasks: attack(
    { ...page, status: maybe(fc.constantFrom("created", "running", "needs_input", "completed")) },
    ({ db }, input) => listAgentTasks(db, input),
  ),
  giveAgentTaskInput: attack({ ...task, answer: fc.constant("main") }, ({ db, context }, input) =>
    giveAgentTaskInput(db, input, context),
  ),
  cancelAgentTask: attack(task, ({ db, context }, input) => cancelAgentTask(db, input, context)),
  retryAgentTask: attack(task, ({ db, context }, input) => retryAgentTask(db, input, context)),
  claimAgentTasks: attack(
    {
      providers: fc.constant(["copilot"]),
      worker: fc.constant("mallory"),
      limit: maybe(fc.constantFrom(1, 10)),
      leaseSeconds: maybe(fc.constantFrom(1, 43_200)),
      id: maybe(known("taskIds")),
    },
    ({ db, context }, input) => claimAgentTasks(db, input, context),
  ),
  heartbeatAgentTask: attack(
    { ...holder, progress: maybe(fc.constant("half")) },
    ({ db, context }, input) => heartbeatAgentTask(db, held(input), context),
  ),
  completeAgentTask: attack(
    { ...holder, result: maybe(fc.constant({ by: "mallory" })) },
    ({ db, context }, input) => completeAgentTask(db, held(input), context),
  ),
  failAgentTask: attack(
    { ...holder, error: fc.constant("no"), retry: maybe(fc.boolean()) },
    ({ db, context }, input) => failAgentTask(db, held(input), context),
  ),
  requestAgentTaskInput: attack(
    { ...holder, question: fc.constant("why?") },
    ({ db, context }, input) => requestAgentTaskInput(db, held(input), context),
  ),
  releaseAgentTask: attack(holder, ({ db, context }, input) =>
    releaseAgentTask(db, held(input), context),
  ),
};
