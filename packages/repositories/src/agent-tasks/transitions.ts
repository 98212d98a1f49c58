import { type AgentTaskStatus, agentTaskStatuses } from "@handsfree/schema";

/**
 * All legal transitions. `created` follows itself when its owner makes it due, and `running` when a lease passes to
 * another worker. `running` goes back to `created` when an attempt fails and another one follows.
 */
export const agentTaskTransitions: Readonly<Record<AgentTaskStatus, readonly AgentTaskStatus[]>> = {
  created: ["created", "running", "failed", "cancelled"],
  running: ["running", "needs_input", "completed", "failed", "created", "cancelled"],
  needs_input: ["running", "cancelled"],
  completed: [],
  failed: ["created"],
  cancelled: [],
};

/** From a status that only an older release knows. */
const fromUnknown: readonly AgentTaskStatus[] = ["created", "cancelled"];

export function isLegalTransition(from: string, to: AgentTaskStatus): boolean {
  return (isKnownStatus(from) ? agentTaskTransitions[from] : fromUnknown).includes(to);
}

/** Whether it is a status of this release. */
export function isKnownStatus(status: string): status is AgentTaskStatus {
  return (agentTaskStatuses as readonly string[]).includes(status);
}
