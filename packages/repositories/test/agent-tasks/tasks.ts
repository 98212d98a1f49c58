import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import {
  type AgentTask,
  type AgentTaskClaimRequest,
  type AgentTaskLeaseHolder,
  claimAgentTasks,
  type ClaimedAgentTask,
  createAgentTask,
  type NewAgentTask,
} from "../../src/entries/agent-tasks.ts";
import type { Context } from "../../src/index.ts";

export const userId = "019a2f6e-0000-7000-8000-0000000000aa";
export const other = "019a2f6e-0000-7000-8000-0000000000ab";

export async function created(
  db: Kysely<Database>,
  clock: Context,
  input: Partial<NewAgentTask> = {},
): Promise<AgentTask> {
  const given = { userId, provider: "copilot", instruction: "fix the build", ...input };
  const made = await createAgentTask(db, given, clock);
  if (made.outcome !== "created") throw new Error(made.outcome);
  return made.task;
}

export const claim: AgentTaskClaimRequest = {
  providers: ["copilot"],
  worker: "agent-1",
  random: () => 0,
};

/** Claims the one task that is due. */
export async function claimed(
  db: Kysely<Database>,
  clock: Context,
  more: { readonly worker?: string; readonly leaseSeconds?: number } = {},
): Promise<ClaimedAgentTask> {
  const [one] = await claimAgentTasks(db, { ...claim, ...more }, clock);
  if (one === undefined) throw new Error("nothing is due");
  return one;
}

export function holderOf({ lease }: ClaimedAgentTask): AgentTaskLeaseHolder {
  return { taskId: lease.taskId, token: lease.token };
}
