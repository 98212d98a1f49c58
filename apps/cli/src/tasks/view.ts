import type { AgentTask } from "@handsfree/repositories/agent-tasks";
import { renderAgentTask } from "@handsfree/wire/agent-tasks";
import type { View } from "../output/page.ts";
import { renderRecord } from "../output/table.ts";

export const taskView: View<AgentTask> = {
  empty: "The user has no task.",
  columns: {
    "CREATED AT": (task) => task.createdAt,
    STATUS: (task) => task.status,
    PROVIDER: (task) => task.provider,
    REPOSITORY: (task) => task.repository,
    PROGRESS: (task) => task.progress,
    ID: (task) => task.id,
  },
  render: renderAgentTask,
};

export function renderTask(task: AgentTask): string {
  return renderRecord({
    "CREATED AT": task.createdAt,
    STATUS: task.status,
    PROVIDER: task.provider,
    REPOSITORY: task.repository,
    ISSUE: task.issueNumber,
    "PULL REQUEST": task.pullRequestNumber,
    INSTRUCTION: task.instruction,
    PROGRESS: task.progress,
    QUESTION: task.question,
    ANSWER: task.answer,
    RESULT: task.resultJson,
    ERROR: task.error,
    ATTEMPTS: `${task.attempts} of ${task.maxAttempts}`,
    WORKER: task.worker,
    "DUE AT": task.dueAt,
    "STARTED AT": task.startedAt,
    "ENDED AT": task.endedAt,
    COMMAND: task.commandId,
    ACTION: task.actionId,
    ID: task.id,
  });
}
