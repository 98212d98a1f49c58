import { type ReactNode, useEffect, useRef, useState } from "react";
import { textParam } from "../../api/search-params.ts";
import { TextInput } from "../../components/field/field.tsx";
import type { FilterField } from "../../components/filters/filter-field.tsx";
import { ListFilters } from "../../components/filters/list-filters.tsx";
import { useKeyOptions } from "../../directory/key-options.ts";
import { mostSearched } from "./audit-search.ts";
import { useAudit } from "./use-audit.ts";

/** How long a person pauses before the search begins, in milliseconds. */
const pause = 350;

const type: FilterField = {
  kind: "text",
  name: "type",
  label: "Type",
  hint: "The whole type. To find a part of it, use the search.",
  placeholder: "pending_action.confirmed",
};
const rest: readonly FilterField[] = [
  { kind: "text", name: "target", label: "Target", placeholder: "owner/name#12" },
  {
    kind: "choice",
    name: "outcome",
    label: "Outcome",
    all: "Ok and failed",
    options: [
      { value: "ok", label: "Ok" },
      { value: "failed", label: "Failed" },
    ],
  },
  { kind: "times", label: "Recorded" },
];
const own: FilterField = { kind: "flag", name: "own", label: "Only what was done in my name" };

/** The filters of records: the search at hand, the rest in a dialog. */
export function AuditFilters(): ReactNode {
  const address = useAudit();
  const { search, change, isAuditor } = address;
  const actor = useActorField(search.credential);
  return (
    <ListFilters
      address={address}
      atHand={<Search onSearch={(q) => change({ q })} value={search.q} />}
      fields={[type, actor, ...rest, ...(isAuditor ? [own] : [])]}
      label="records"
    />
  );
}

/** The key by which something was asked for. A session, or a key that is not listed, is chosen at a record. */
function useActorField(chosen: string | undefined): FilterField {
  const keys = useKeyOptions();
  const isListed = chosen === undefined || keys.some(({ value }) => value === chosen);
  return {
    kind: "choice",
    name: "credential",
    label: "Key or session",
    hint: "By which it was asked for. A session can be chosen at one of its records.",
    all: "All",
    options: isListed ? keys : [...keys, { value: chosen, label: chosen }],
  };
}

/** A field whose text is searched for once the person pauses. */
function Search({
  value,
  onSearch,
}: {
  readonly value: string | undefined;
  readonly onSearch: (value: string | undefined) => void;
}): ReactNode {
  const [text, setText] = useState(value ?? "");
  const searched = useRef(value);
  const search = useRef(onSearch);
  useEffect(() => {
    search.current = onSearch;
  });
  useEffect(() => {
    // The address changed by itself, as by the button "back".
    if (value === searched.current) return;
    searched.current = value;
    setText(value ?? "");
  }, [value]);
  useEffect(() => {
    const wanted = textParam(text.trim(), mostSearched);
    if (wanted === searched.current) return undefined;
    const timer = setTimeout(() => {
      searched.current = wanted;
      search.current(wanted);
    }, pause);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <TextInput
      hasHiddenLabel
      label="Search in types and targets"
      maxLength={mostSearched}
      onChange={({ target }) => setText(target.value)}
      placeholder="Type or target"
      type="search"
      value={text}
    />
  );
}
