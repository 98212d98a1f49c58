import type { ReactNode } from "react";
import { FilterControl, type FilterField } from "../../components/filters/filter-field.tsx";
import { ListFilters } from "../../components/filters/list-filters.tsx";
import { statusName } from "./task-words.ts";
import { taskStatuses } from "./tasks-search.ts";
import { useTasks } from "./use-tasks.ts";

const status: FilterField = {
  kind: "choice",
  name: "status",
  label: "Status",
  all: "All statuses",
  options: taskStatuses.map((value) => ({ value, label: statusName(value) })),
};

const others: readonly FilterField[] = [
  {
    kind: "text",
    name: "provider",
    label: "Provider",
    hint: "The kind of agent, as the task names it.",
    placeholder: "copilot",
  },
];

/** The filters of tasks: the status at hand, the provider in a dialog. */
export function TaskFilters(): ReactNode {
  const address = useTasks();
  return (
    <ListFilters
      address={address}
      atHand={
        <FilterControl
          field={status}
          hasHiddenLabel
          onChange={address.change}
          values={address.filter}
        />
      }
      fields={others}
      label="tasks"
    />
  );
}
