import type { ReactNode } from "react";
import { FilterControl, type FilterField } from "../../components/filters/filter-field.tsx";
import { ListFilters } from "../../components/filters/list-filters.tsx";
import { deliveryStates } from "./inbox-search.ts";
import { useInbox } from "./use-inbox.ts";

const state: FilterField = {
  kind: "choice",
  name: "state",
  label: "State",
  all: "All states",
  options: deliveryStates.map((value) => ({
    value,
    label: `${value.charAt(0).toUpperCase()}${value.slice(1)}`,
  })),
};

const others: readonly FilterField[] = [
  { kind: "text", name: "source", label: "Source", placeholder: "github" },
  { kind: "text", name: "type", label: "Event type", placeholder: "pull_request" },
  {
    kind: "text",
    name: "delivery",
    label: "Delivery id",
    hint: "As the sender names the delivery, for example in GitHub's list of recent deliveries.",
  },
  {
    kind: "choice",
    name: "signature",
    label: "Signature",
    all: "Valid and forged",
    options: [
      { value: "valid", label: "Valid" },
      { value: "forged", label: "Forged" },
    ],
  },
  { kind: "times", label: "Received" },
];

/** The filters of deliveries: the state at hand, the rest in a dialog. */
export function InboxFilters(): ReactNode {
  const address = useInbox();
  return (
    <ListFilters
      address={address}
      atHand={
        <FilterControl
          field={state}
          hasHiddenLabel
          onChange={address.change}
          values={address.filter}
        />
      }
      fields={others}
      label="deliveries"
    />
  );
}
