import type { ReactNode } from "react";
import { callCommand } from "../../api/call-command.ts";
import { client } from "../../api/client.ts";
import { StateBadge } from "../../components/badge/badge.tsx";
import { EmptyState } from "../../components/empty-state/empty-state.tsx";
import { FilteredList, pageSize } from "../../components/record-list/filtered-list.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { subjectOf } from "./task-words.ts";
import { useTasks } from "./use-tasks.ts";

/** The tasks that match the filters of the address, newest first. @param onOpen before one of them shows. */
export function TaskList({ onOpen }: { readonly onOpen: () => void }): ReactNode {
  const address = useTasks();
  return (
    <FilteredList
      address={address}
      empty={
        <EmptyState
          command={callCommand("/v1/agent-tasks", {
            provider: "copilot",
            instruction: "Write the release notes",
          })}
          icon="tasks"
          title="No agent works for you"
        >
          What you hand to an agent shows here. This call hands over a first task:
        </EmptyState>
      }
      label="tasks"
      list={{
        kind: "agent_task",
        newTypes: ["agent_task.created"],
        read: (cursor, signal) =>
          client
            .list("GET /v1/agent-tasks", {
              query: {
                ...address.filter,
                limit: pageSize,
                ...(cursor !== undefined && { cursor }),
              },
              signal,
            })
            .page(),
      }}
      one="task"
      onOpen={onOpen}
      path="/tasks"
      row={(task) => {
        const subject = subjectOf(task);
        return {
          at: task.created_at,
          detail: (
            <>
              <UntrustedText canExpand={false} most={60} text={task.provider} />
              {subject !== undefined && (
                <>
                  {" · "}
                  <UntrustedText canExpand={false} most={80} text={subject} />
                </>
              )}
              {task.status === "running" && task.progress !== null && (
                <>
                  {" · "}
                  <UntrustedText canExpand={false} most={80} text={task.progress} />
                </>
              )}
            </>
          ),
          state: <StateBadge state={task.status} />,
          title: (
            <UntrustedText
              canExpand={false}
              most={120}
              text={task.instruction ?? "The instruction was removed"}
            />
          ),
        };
      }}
      rowLabel={(task) => `${(task.instruction ?? "Task").slice(0, 120)}, ${task.status}`}
    />
  );
}
