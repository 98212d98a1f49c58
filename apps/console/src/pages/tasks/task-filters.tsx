import { type ReactNode, useState } from "react";
import { textParam } from "../../api/search-params.ts";
import { Button } from "../../components/button/button.tsx";
import { Dialog } from "../../components/dialog/dialog.tsx";
import { Select, TextInput } from "../../components/field/field.tsx";
import { Form } from "../../components/field/form.tsx";
import { FilterBar } from "../../components/filters/filter-bar.tsx";
import { type TaskStatus, taskStatuses } from "./tasks-search.ts";
import { statusName } from "./task-words.ts";
import { useTasks } from "./use-tasks.ts";

/** What narrows the tasks down: the status at hand, the provider in a dialog. */
export function TaskFilters(): ReactNode {
  const { search, change } = useTasks();
  const [isOpen, setOpen] = useState(false);
  const { status, provider } = search;
  const remove = (): void => change({ provider: undefined });
  return (
    <>
      <FilterBar
        onOpen={() => setOpen(true)}
        set={
          provider === undefined ? [] : [{ name: "Provider", value: provider, onRemove: remove }]
        }
      >
        <Select
          hasHiddenLabel
          label="Status"
          onChange={({ target }) =>
            change({ status: target.value === "" ? undefined : (target.value as TaskStatus) })
          }
          options={[
            { value: "", label: "All statuses" },
            ...taskStatuses.map((value) => ({ value, label: statusName(value) })),
          ]}
          value={status ?? ""}
        />
      </FilterBar>
      {isOpen && (
        <ProviderDialog
          onApply={(next) => change({ provider: next })}
          onClose={() => setOpen(false)}
          provider={provider}
        />
      )}
    </>
  );
}

function ProviderDialog({
  provider,
  onApply,
  onClose,
}: {
  readonly provider: string | undefined;
  readonly onApply: (provider: string | undefined) => void;
  readonly onClose: () => void;
}): ReactNode {
  const [draft, setDraft] = useState(provider ?? "");
  return (
    <Dialog
      actions={
        <Button form="task-filters" kind="primary" type="submit">
          Show tasks
        </Button>
      }
      isOpen
      onClose={onClose}
      title="Filters"
    >
      <Form
        id="task-filters"
        onSubmit={() => {
          onApply(textParam(draft.trim()));
          onClose();
        }}
      >
        <TextInput
          hint="The kind of agent, as the task names it."
          label="Provider"
          onChange={({ target }) => setDraft(target.value)}
          placeholder="copilot"
          value={draft}
        />
      </Form>
    </Dialog>
  );
}
