import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { client } from "../../api/client.ts";
import { given } from "../../api/search-params.ts";
import { StateBadge } from "../../components/badge/badge.tsx";
import { Button } from "../../components/button/button.tsx";
import { EmptyState } from "../../components/empty-state/empty-state.tsx";
import { RecordLine, recordLineLink } from "../../components/record-line/record-line.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { VirtualList } from "../../components/virtual-list/virtual-list.tsx";
import { subjectOf } from "./task-words.ts";
import { useTasks } from "./use-tasks.ts";

/** How many tasks are read at a time. */
const pageSize = 50;

/** The tasks that match the filters of the address, newest first. @param onOpen before one of them shows. */
export function TaskList({ onOpen }: { readonly onOpen: () => void }): ReactNode {
  const { search, change } = useTasks();
  const { status, provider } = search;
  const filter = given<{ status?: string; provider?: string }>({ status, provider });
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <VirtualList
      empty={
        isFiltered ? (
          <EmptyState
            actions={
              <Button onClick={() => change({ status: undefined, provider: undefined })}>
                Remove the filters
              </Button>
            }
            icon="filter"
            title="No task matches"
          >
            Remove a filter to see others.
          </EmptyState>
        ) : (
          <EmptyState icon="tasks" title="No agent works for you">
            What you hand to an agent by voice, by a command or by the API shows here.
          </EmptyState>
        )
      }
      label="tasks"
      list={{
        kind: "agent_task",
        filter,
        newTypes: ["agent_task.created"],
        read: (cursor, signal) =>
          client
            .list("GET /v1/agent-tasks", {
              query: { ...filter, limit: pageSize, ...(cursor !== undefined && { cursor }) },
              signal,
            })
            .page(),
      }}
      row={(task) => {
        const subject = subjectOf(task);
        return (
          <Link
            className={recordLineLink}
            data-selected={task.id === search.id ? "" : undefined}
            from="/tasks"
            onClick={onOpen}
            resetScroll={false}
            search={(before) => ({ ...before, id: task.id })}
            to="/tasks"
          >
            <RecordLine
              at={task.created_at}
              detail={
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
              }
              state={<StateBadge state={task.status} />}
              title={
                <UntrustedText
                  canExpand={false}
                  most={120}
                  text={task.instruction ?? "The instruction was removed"}
                />
              }
            />
          </Link>
        );
      }}
      rowHeight={65}
      rowLabel={(task) => `${(task.instruction ?? "Task").slice(0, 120)}, ${task.status}`}
    />
  );
}
