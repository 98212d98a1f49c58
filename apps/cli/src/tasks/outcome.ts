import type { AgentTask } from "@handsfree/repositories/agent-tasks";
import { renderAgentTask } from "@handsfree/wire/agent-tasks";
import type { GlobalOptions } from "../options/global.ts";
import { exactText } from "../output/exact-text.ts";
import { printOutcome } from "../output/outcome.ts";

export function printTask(
  { outcome, task }: { readonly outcome: string; readonly task: AgentTask },
  options: GlobalOptions,
): Promise<void> {
  const isDone = outcome !== "wrong_status";
  const why = isDone ? "" : "; its status does not allow it";
  const text = `a task for ${task.provider} (${task.status}, ${task.id})${why}`;
  const record = renderAgentTask(task, exactText);
  return printOutcome({ outcome, name: "task", record, text, isDone }, options);
}
