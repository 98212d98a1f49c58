import type { ReactNode } from "react";
import { FilterControl, type FilterField } from "../../components/filters/filter-field.tsx";
import { ListFilters } from "../../components/filters/list-filters.tsx";
import { asWords } from "./command-words.ts";
import { commandStatuses, profiles } from "./commands-search.ts";
import { useCommands } from "./use-commands.ts";

const inWords = (value: string) => ({ value, label: asWords(value) });

const status: FilterField = {
  kind: "choice",
  name: "status",
  label: "Status",
  all: "All statuses",
  options: commandStatuses.map(inWords),
};

const others: readonly FilterField[] = [
  { kind: "text", name: "intent", label: "Intent", hint: "The whole name, for example pr.merge." },
  {
    kind: "choice",
    name: "profile",
    label: "Profile",
    all: "All profiles",
    options: profiles.map(inWords),
  },
  {
    kind: "text",
    name: "session",
    label: "Session",
    hint: "A conversation. The record of a command has the id of its session.",
  },
  { kind: "times", label: "Given" },
];

/** The filters of commands: the status at hand, the rest in a dialog. */
export function CommandFilters(): ReactNode {
  const address = useCommands();
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
      label="commands"
    />
  );
}
