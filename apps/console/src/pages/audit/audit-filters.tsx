import { type ReactNode, useEffect, useRef, useState } from "react";
import { FilterBar, type SetFilter } from "../../components/filters/filter-bar.tsx";
import { TextInput } from "../../components/field/field.tsx";
import { exactTime } from "../../components/time/relative.ts";
import { textParam } from "../../api/search-params.ts";
import { AuditFilterDialog } from "./audit-filter-dialog.tsx";
import { filterOfSearch, mostSearched } from "./audit-search.ts";
import { useAudit } from "./use-audit.ts";

const names = {
  type: "Type",
  outcome: "Outcome",
  target: "Target",
  credential: "Key or session",
  since: "From",
  until: "Until",
  own: "Only mine",
} as const;
/** How long a person pauses before the search begins, in milliseconds. */
const pause = 350;

/** What narrows the records down: the search at hand, the rest in a dialog. */
export function AuditFilters(): ReactNode {
  const { search, change, setFilter, isAuditor } = useAudit();
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
        <Search onSearch={(q) => change({ q })} value={search.q} />
      </FilterBar>
      {isOpen && (
        <AuditFilterDialog
          filter={filterOfSearch(search)}
          isAuditor={isAuditor}
          onApply={setFilter}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
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
