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
  const isKnown = (agentTaskStatuses as readonly string[]).includes(from);
  return (isKnown ? agentTaskTransitions[from as AgentTaskStatus] : fromUnknown).includes(to);
}
