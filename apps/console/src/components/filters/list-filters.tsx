import { type ReactNode, useState } from "react";
import { exactTime } from "../time/relative.ts";
import { FilterBar, type SetFilter } from "./filter-bar.tsx";
import { FilterDialog } from "./filter-dialog.tsx";
import type { FilterField, FilterValues } from "./filter-field.tsx";

/** The filters of a list: the most used one at hand, the others in a dialog, and the chips of those that are set. */
export function ListFilters({
  address: { filter, change, setFilter },
  atHand,
  fields,
  label,
}: {
  readonly address: {
    readonly filter: FilterValues;
    readonly change: (change: FilterValues) => void;
    readonly setFilter: (filter: FilterValues) => void;
  };
  readonly atHand: ReactNode;
  readonly fields: readonly FilterField[];
  /** The plural of the records, for example `deliveries`. */
  readonly label: string;
}): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const set = fields.flatMap((field) =>
    chipsOf(field, filter).map(([key, name, value]): SetFilter => {
      return { name, value, onRemove: () => change({ [key]: undefined }) };
    }),
  );
  return (
    <>
      <FilterBar onOpen={() => setOpen(true)} set={set}>
        {atHand}
      </FilterBar>
      {isOpen && (
        <FilterDialog
          fields={fields}
          filter={filter}
          label={label}
          onApply={setFilter}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

type Chip = readonly [name: string, label: string, value: string];

/** A filter as a person reads it, if it is set. */
function chipsOf(field: FilterField, values: FilterValues): readonly Chip[] {
  if (field.kind === "times") {
    const ends = [
      ["since", "From"],
      ["until", "Until"],
    ] as const;
    return ends.flatMap(([name, label]): Chip[] => {
      const time = values[name];
      return time === undefined ? [] : [[name, label, exactTime(Date.parse(time))]];
    });
  }
  const value = values[field.name];
  if (value === undefined) return [];
  const option = field.kind === "choice" && field.options.find((each) => each.value === value);
  return [[field.name, field.label, option ? option.label : value]];
}
