import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Button } from "../button/button.tsx";
import { EmptyState } from "../empty-state/empty-state.tsx";
import type { FilterValues } from "../filters/filter-field.tsx";
import { RecordLine, type RecordLineProps, recordLineLink } from "../record-line/record-line.tsx";
import type { ListedRecord, RecordList } from "../virtual-list/use-record-pages.ts";
import { VirtualList } from "../virtual-list/virtual-list.tsx";

/** How many records are read at a time. */
export const pageSize = 50;

interface FilteredListProps<Item extends ListedRecord> {
  readonly path: "/audit" | "/commands" | "/inbox" | "/tasks";
  readonly address: {
    readonly search: { readonly id?: string };
    readonly filter: FilterValues;
    readonly setFilter: (filter: FilterValues) => void;
  };
  /** The plural of the records, for example `deliveries`. */
  readonly label: string;
  /** The singular of the records, for example `delivery`. */
  readonly one: string;
  readonly list: Omit<RecordList<Item>, "filter">;
  readonly row: (item: Item) => RecordLineProps;
  /** Names a row in a few words, for screen readers. */
  readonly rowLabel: (item: Item) => string;
  /** The content of a list without any record. */
  readonly empty: ReactNode;
  /** Before a record shows. */
  readonly onOpen: () => void;
}

/** The records that match the filters of an address, newest first. Each leads to the same address with its id. */
export function FilteredList<Item extends ListedRecord>({
  path,
  address: { search, filter, setFilter },
  label,
  one,
  list,
  row,
  rowLabel,
  empty,
  onOpen,
}: FilteredListProps<Item>): ReactNode {
  return (
    <VirtualList
      empty={
        Object.keys(filter).length === 0 ? (
          empty
        ) : (
          <EmptyState
            actions={<Button onClick={() => setFilter({})}>Remove the filters</Button>}
            icon="filter"
            title={`No ${one} matches`}
          >
            Change or remove a filter to see others.
          </EmptyState>
        )
      }
      label={label}
      list={{ ...list, filter }}
      row={(item) => (
        <Link
          className={recordLineLink}
          data-selected={item.id === search.id ? "" : undefined}
          from={path}
          onClick={onOpen}
          resetScroll={false}
          search={(before: object) => ({ ...before, id: item.id })}
          to={path}
        >
          <RecordLine {...row(item)} />
        </Link>
      )}
      rowHeight={65}
      rowLabel={rowLabel}
    />
  );
}
