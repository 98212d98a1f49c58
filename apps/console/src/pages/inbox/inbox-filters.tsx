import { type ReactNode, useState } from "react";
import { FilterBar, type SetFilter } from "../../components/filters/filter-bar.tsx";
import { Select } from "../../components/field/field.tsx";
import { exactTime } from "../../components/time/relative.ts";
import { InboxFilterDialog } from "./inbox-filter-dialog.tsx";
import { type DeliveryState, deliveryStates, filterOfSearch } from "./inbox-search.ts";
import { useInbox } from "./use-inbox.ts";

const names = {
  source: "Source",
  type: "Type",
  signature: "Signature",
  delivery: "Delivery id",
  since: "From",
  until: "Until",
} as const;

/** What narrows the deliveries down: the state at hand, the rest in a dialog. */
export function InboxFilters(): ReactNode {
  const { search, change, setFilter } = useInbox();
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
          label="State"
          onChange={({ target }) =>
            change({ state: target.value === "" ? undefined : (target.value as DeliveryState) })
          }
          options={[
            { value: "", label: "All states" },
            ...deliveryStates.map((state) => ({ value: state, label: stateName(state) })),
          ]}
          value={search.state ?? ""}
        />
      </FilterBar>
      {isOpen && (
        <InboxFilterDialog
          filter={filterOfSearch(search)}
          onApply={setFilter}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

function stateName(state: DeliveryState): string {
  return `${state.charAt(0).toUpperCase()}${state.slice(1)}`;
}
