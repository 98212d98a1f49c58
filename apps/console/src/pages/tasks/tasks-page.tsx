import type { ReactNode } from "react";
import { EmptyState } from "../../components/empty-state/empty-state.tsx";
import { Page } from "../../components/page/page.tsx";
import { useListPlace } from "../../components/record/use-list-place.ts";
import { Split } from "../../components/split/split.tsx";
import { TaskFilters } from "./task-filters.tsx";
import { TaskList } from "./task-list.tsx";
import { Task } from "./task.tsx";
import { useTasks } from "./use-tasks.ts";

/** The tasks that the person has handed to agents, and the questions that agents ask. */
export function TasksPage(): ReactNode {
  const { search, change } = useTasks();
  const place = useListPlace();
  const { id } = search;
  const close = (): void => {
    change({ id: undefined });
    place.comeBack();
  };
  return (
    <Page title="Tasks">
      <Split
        detail={id === undefined ? undefined : <Task id={id} key={id} onClose={close} />}
        list={
          <>
            <TaskFilters />
            <TaskList onOpen={place.leave} />
          </>
        }
        placeholder={
          <EmptyState icon="tasks" title="No task is open">
            Choose one to see how far its agent is, and to answer its question.
          </EmptyState>
        }
      />
    </Page>
  );
}
