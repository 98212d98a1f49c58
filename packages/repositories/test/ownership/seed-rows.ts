import {
  type AgentTask,
  claimAgentTasks,
  type ClaimedAgentTask,
  completeAgentTask,
  createAgentTask,
  heartbeatAgentTask,
  requestAgentTaskInput,
} from "../../src/entries/agent-tasks.ts";
import { createGithubConnection } from "../../src/entries/github-connections.ts";
import { setRepoPolicy } from "../../src/entries/repo-policies.ts";
import type { Owner } from "./rows.ts";

/** @returns their ids. */
export async function makeConnections({ db, clock, userId, marker }: Owner): Promise<string[]> {
  const inputs = [{ installationId: 42, scopes: marker }, { tokenRef: `vault/${marker}` }];
  const made = await Promise.all(
    inputs.map((input) => createGithubConnection(db, { userId, ...input }, clock)),
  );
  return made.map(({ id }) => id);
}

export async function makeRepoPolicies({ db, clock, userId, marker }: Owner): Promise<void> {
  await setRepoPolicy(db, { userId, repository: "octo/repo", requiredApprovals: 2 }, clock);
  await setRepoPolicy(db, { userId, repository: `${marker}/repo`, allowMerge: true }, clock);
}

/** Tasks in every status that is not final, and one that is done; each lease's token at the place of its task. */
export async function makeTasks(owner: Owner): Promise<{
  readonly taskIds: readonly string[];
  readonly taskLeaseTokens: readonly string[];
}> {
  const { db, clock, marker } = owner;
  const done = await working(owner);
  await heartbeatAgentTask(db, { ...holderOf(done), progress: marker }, clock);
  await completeAgentTask(db, { ...holderOf(done), result: { note: marker } }, clock);
  const asking = await working(owner);
  await requestAgentTaskInput(db, { ...holderOf(asking), question: marker }, clock);
  const crashed = await working(owner, 1);
  const running = await working(owner, 43_200);
  const leased = [done, asking, crashed, running];
  const waiting = await makeTask(owner);
  return {
    taskIds: [...leased.map(({ task }) => task.id), waiting.id],
    taskLeaseTokens: leased.map(({ lease }) => lease.token),
  };
}

async function working(owner: Owner, leaseSeconds?: number): Promise<ClaimedAgentTask> {
  const { db, clock, marker } = owner;
  const { id } = await makeTask(owner);
  const claim = { id, providers: ["copilot"], worker: marker, leaseSeconds };
  const [claimed] = await claimAgentTasks(db, claim, clock);
  if (claimed === undefined) throw new Error("nothing to claim");
  return claimed;
}

async function makeTask({ db, clock, userId, marker }: Owner): Promise<AgentTask> {
  const input = { userId, provider: "copilot", instruction: marker, repository: `${marker}/repo` };
  const created = await createAgentTask(db, input, clock);
  if (created.outcome !== "created") throw new Error(created.outcome);
  return created.task;
}

function holderOf({ lease: { taskId, token } }: ClaimedAgentTask) {
  return { taskId, token };
}
