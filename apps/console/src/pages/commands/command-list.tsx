import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { client } from "../../api/client.ts";
import { StateBadge } from "../../components/badge/badge.tsx";
import { Button } from "../../components/button/button.tsx";
import { EmptyState } from "../../components/empty-state/empty-state.tsx";
import { RecordLine, recordLineLink } from "../../components/record-line/record-line.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { VirtualList } from "../../components/virtual-list/virtual-list.tsx";
import { filterOfSearch, toQuery } from "./commands-search.ts";
import { asWords, inputWords } from "./command-words.ts";
import { useCommands } from "./use-commands.ts";

/** How many commands are read at a time. */
const pageSize = 50;

/** The commands that match the filters of the address, newest first. A list shows no transcript. */
export function CommandList({ onOpen }: { readonly onOpen: () => void }): ReactNode {
  const { search, setFilter } = useCommands();
  const filter = filterOfSearch(search);
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <VirtualList
      empty={
        isFiltered ? (
          <EmptyState
            actions={<Button onClick={() => setFilter({})}>Remove the filters</Button>}
            icon="filter"
            title="No command matches"
          >
            Remove a filter, or choose a longer time.
          </EmptyState>
        ) : (
          <EmptyState icon="commands" title="You have given no command">
            What you say or type to your companion shows here, as it was understood.
          </EmptyState>
        )
      }
      label="commands"
      list={{
        kind: "command",
        filter,
        newTypes: ["command.recorded"],
        read: (cursor, signal) =>
          client
            .list("GET /v1/commands", {
              query: {
                ...toQuery(filter),
                limit: pageSize,
                ...(cursor !== undefined && { cursor }),
              },
              signal,
            })
            .page(),
      }}
      row={(command) => (
        <Link
          className={recordLineLink}
          data-selected={command.id === search.id ? "" : undefined}
          from="/commands"
          onClick={onOpen}
          resetScroll={false}
          search={(before) => ({ ...before, id: command.id })}
          to="/commands"
        >
          <RecordLine
            at={command.created_at}
            detail={
              <>
                {inputWords[command.input_type]} · {asWords(command.profile)}
                {command.latency_ms !== null && ` · ${command.latency_ms.toLocaleString("en")} ms`}
                {command.pending_action_id !== null && " · led to an action"}
              </>
            }
            state={<StateBadge state={command.status} />}
            title={
              <UntrustedText
                canExpand={false}
                most={100}
                text={command.intent_name ?? "No intent was found"}
              />
            }
          />
        </Link>
      )}
      rowHeight={65}
      rowLabel={({ intent_name: intent, status }) => `${intent ?? "No intent"}, ${asWords(status)}`}
    />
  );
}
