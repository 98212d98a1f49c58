export {
  type AgentTaskClaimRequest,
  type AgentTaskLease,
  claimAgentTasks,
  type ClaimedAgentTask,
} from "../agent-tasks/claim.ts";
export {
  createAgentTask,
  type CreatedAgentTask,
  type NewAgentTask,
} from "../agent-tasks/create.ts";
export {
  type AgentTaskFilter,
  type AgentTaskKey,
  findAgentTask,
  listAgentTasks,
} from "../agent-tasks/find.ts";
export { agentTaskLimits } from "../agent-tasks/limits.ts";
export {
  type AgentTaskCancellation,
  type AgentTaskInput,
  type AgentTaskRetry,
  cancelAgentTask,
  type ChangedAgentTask,
  giveAgentTaskInput,
  retryAgentTask,
} from "../agent-tasks/owner.ts";
export {
  type AgentTaskFailure,
  type AgentTaskHeartbeat,
  type AgentTaskLeaseHolder,
  type AgentTaskLeaseRefusal,
  type AgentTaskReport,
  completeAgentTask,
  failAgentTask,
  heartbeatAgentTask,
  releaseAgentTask,
  requestAgentTaskInput,
} from "../agent-tasks/report.ts";
export type { AgentTask } from "../agent-tasks/task.ts";
export { agentTaskTransitions } from "../agent-tasks/transitions.ts";
