import type { ReactNode } from "react";
import { Page } from "../../components/page/page.tsx";
import { ListWithRecord } from "../../components/record-list/list-with-record.tsx";
import { TaskFilters } from "./task-filters.tsx";
import { TaskList } from "./task-list.tsx";
import { Task } from "./task.tsx";
import { useTasks } from "./use-tasks.ts";

/** The tasks that the person has handed to agents, and the questions that agents ask. */
export function TasksPage(): ReactNode {
  return (
    <Page title="Tasks">
      <ListWithRecord
        address={useTasks()}
        icon="tasks"
        list={(onOpen) => (
          <>
            <TaskFilters />
            <TaskList onOpen={onOpen} />
          </>
        )}
        record={(id, onClose) => <Task id={id} key={id} onClose={onClose} />}
        title="No task is open"
      >
        Choose one to see how far its agent is, and to answer its question.
      </ListWithRecord>
    </Page>
  );
}
