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
} from "../../src/entries/agent-tasks.ts";
import {
  changeGithubConnection,
  createGithubConnection,
  findGithubConnection,
  listGithubConnections,
  removeGithubConnection,
} from "../../src/entries/github-connections.ts";
import {
  findRepoPolicy,
  listRepoPolicies,
  removeRepoPolicy,
  setRepoPolicy,
} from "../../src/entries/repo-policies.ts";
import { on, type Rows } from "./row.ts";
import { id, page, userId } from "./samples.ts";

const by = userId;
const connection = {
  installationId: 42,
  tokenRef: "vault/github",
  login: "octocat",
  scopes: "repo",
  by,
};
const repository = "octo/repo";
const holder = { taskId: id, token: "t", userId };

/** Connections, policies of repositories and agent tasks. */
export const seedTables: Rows = {
  createGithubConnection: on(createGithubConnection, { userId, ...connection }),
  changeGithubConnection: on(changeGithubConnection, { userId, id, ...connection }),
  findGithubConnection: on(findGithubConnection, { userId, id }),
  listGithubConnections: on(listGithubConnections, { userId, ...page }),
  removeGithubConnection: on(removeGithubConnection, { userId, id, by }),

  setRepoPolicy: on(setRepoPolicy, {
    userId,
    repository,
    allowMerge: true,
    allowRerun: true,
    allowRequestReview: true,
    allowComment: true,
    requireConfirmation: true,
    requireChecksGreen: true,
    requiredApprovals: 1,
    by,
  }),
  findRepoPolicy: on(findRepoPolicy, { userId, repository }),
  listRepoPolicies: on(listRepoPolicies, { userId, ...page }),
  removeRepoPolicy: on(removeRepoPolicy, { userId, repository, by }),

  createAgentTask: on(createAgentTask, {
    userId,
    provider: "copilot",
    instruction: "fix it",
    repository,
    issueNumber: 12,
    pullRequestNumber: 13,
    commandId: id,
    actionId: id,
    dueAt: new Date(),
    maxAttempts: 3,
    by,
  }),
  findAgentTask: on(findAgentTask, { userId, id }),
  listAgentTasks: on(listAgentTasks, { userId, status: "created", provider: "copilot", ...page }),
  giveAgentTaskInput: on(giveAgentTaskInput, { userId, id, answer: "main", by }),
  cancelAgentTask: on(cancelAgentTask, { userId, id, reason: "not needed", by }),
  retryAgentTask: on(retryAgentTask, { userId, id, by }),
  claimAgentTasks: on(claimAgentTasks, {
    providers: ["copilot"],
    worker: "agent-1",
    limit: 1,
    leaseSeconds: 60,
    userId,
    id,
    random: () => 0,
  }),
  heartbeatAgentTask: on(heartbeatAgentTask, { ...holder, leaseSeconds: 60, progress: "half" }),
  completeAgentTask: on(completeAgentTask, { ...holder, result: { n: 1 } }),
  failAgentTask: on(failAgentTask, {
    ...holder,
    error: "no",
    retry: true,
    retryPolicy: { baseSeconds: 1, factor: 2, capSeconds: 10, random: () => 0 },
  }),
  requestAgentTaskInput: on(requestAgentTaskInput, { ...holder, question: "Which branch?" }),
  releaseAgentTask: on(releaseAgentTask, holder),
};
