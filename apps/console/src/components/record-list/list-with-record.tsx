import type { ReactNode } from "react";
import { EmptyState } from "../empty-state/empty-state.tsx";
import type { FilterValues } from "../filters/filter-field.tsx";
import type { IconName } from "../icons/icons.tsx";
import { useListPlace } from "../record/use-list-place.ts";
import { Split } from "../split/split.tsx";

/** A list and the record of it that the address says. Closed, the list is where it was. */
export function ListWithRecord({
  address: { search, change },
  list,
  record,
  icon,
  title,
  children,
}: {
  readonly address: {
    readonly search: { readonly id?: string };
    readonly change: (change: FilterValues) => void;
  };
  /** The list. @param onOpen to be called before a record shows. */
  readonly list: (onOpen: () => void) => ReactNode;
  readonly record: (id: string, onClose: () => void) => ReactNode;
  readonly icon: IconName;
  /**
   * The title beside the list while no record is open, for example `No delivery is open`. Undefined for a list whose rows
   * do not open.
   */
  readonly title: string | undefined;
  readonly children: ReactNode;
}): ReactNode {
  const place = useListPlace();
  const { id } = search;
  const close = (): void => {
    change({ id: undefined, part: undefined });
    place.comeBack();
  };
  return (
    <Split
      detail={id === undefined ? undefined : record(id, close)}
      list={list(place.leave)}
      placeholder={
        title === undefined ? undefined : (
          <EmptyState icon={icon} title={title}>
            {children}
          </EmptyState>
        )
      }
    />
  );
}
