import { type ReactNode, useState } from "react";
import type { CommandJson } from "@handsfree/wire/commands";
import { Select } from "../../components/field/field.tsx";
import { FilterBar, type SetFilter } from "../../components/filters/filter-bar.tsx";
import { exactTime } from "../../components/time/relative.ts";
import { CommandFilterDialog } from "./command-filter-dialog.tsx";
import { commandStatuses, filterOfSearch } from "./commands-search.ts";
import { asWords } from "./command-words.ts";
import { useCommands } from "./use-commands.ts";

const names = {
  profile: "Profile",
  intent: "Intent",
  session: "Session",
  since: "From",
  until: "Until",
} as const;

/** What narrows the commands down: the status at hand, the rest in a dialog. */
export function CommandFilters(): ReactNode {
  const { search, change, setFilter } = useCommands();
  const [isOpen, setOpen] = useState(false);
  const set: SetFilter[] = [];
  for (const [key, name] of Object.entries(names) as [keyof typeof names, string][]) {
    const value = search[key];
    if (value === undefined) continue;
    const isTime = key === "since" || key === "until";
    set.push({
      name,
      value: isTime ? exactTime(Date.parse(value)) : value,
      onRemove: () => change({ [key]: undefined }),
    });
  }
  return (
    <>
      <FilterBar onOpen={() => setOpen(true)} set={set}>
        <Select
          hasHiddenLabel
          label="Status"
          onChange={({ target }) =>
            change({
              status: target.value === "" ? undefined : (target.value as CommandJson["status"]),
            })
          }
          options={[
            { value: "", label: "All statuses" },
            ...commandStatuses.map((value) => ({ value, label: asWords(value) })),
          ]}
          value={search.status ?? ""}
        />
      </FilterBar>
      {isOpen && (
        <CommandFilterDialog
          filter={filterOfSearch(search)}
          onApply={setFilter}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
