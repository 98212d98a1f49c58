import type { PageJson } from "@handsfree/wire";
import type { ExpandedActionLogJson } from "@handsfree/wire/action-logs";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { client } from "../../api/client.ts";
import { Badge } from "../../components/badge/badge.tsx";
import { Button } from "../../components/button/button.tsx";
import { EmptyState } from "../../components/empty-state/empty-state.tsx";
import { RecordLine, recordLineLink } from "../../components/record-line/record-line.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { VirtualList } from "../../components/virtual-list/virtual-list.tsx";
import { filterOfSearch, toQuery } from "./audit-search.ts";
import { nameOfActor } from "./name-of-actor.ts";
import { useAudit } from "./use-audit.ts";

/** How many records are read at a time. */
const pageSize = 50;

/** The records that match the filters of the address, newest first. @param onOpen before one of them shows. */
export function LogList({ onOpen }: { readonly onOpen: () => void }): ReactNode {
  const { search, owner, setFilter } = useAudit();
  const filter = filterOfSearch(search);
  const read = async (
    from: string | undefined,
    signal: AbortSignal,
  ): Promise<PageJson<ExpandedActionLogJson>> => {
    let cursor = from;
    for (;;) {
      const page = await client
        .list("GET /v1/action-logs", {
          query: {
            ...toQuery(filter),
            expand: ["names", "actor"],
            limit: pageSize,
            ...(cursor !== undefined && { cursor }),
          },
          ...owner,
          signal,
        })
        .page();
      // A search that has found nothing so far goes on, until there is something to show.
      if (page.items.length > 0 || page.next_cursor === null) return page;
      cursor = page.next_cursor;
    }
  };
  return (
    <VirtualList
      empty={
        Object.keys(filter).length > 0 ? (
          <EmptyState
            actions={<Button onClick={() => setFilter({})}>Remove the filters</Button>}
            icon="filter"
            title="No record matches"
          >
            Remove a filter, or choose a longer time.
          </EmptyState>
        ) : (
          <EmptyState icon="audit" title="Nothing is on record">
            What is proposed, decided and carried out is recorded here, and cannot be changed
            unseen.
          </EmptyState>
        )
      }
      label="records"
      list={{ kind: "action_log", filter, newTypes: ["action_log.recorded"], read }}
      row={(log) => (
        <Link
          className={recordLineLink}
          data-selected={log.id === search.id ? "" : undefined}
          from="/audit"
          onClick={onOpen}
          resetScroll={false}
          search={(before) => ({ ...before, id: log.id })}
          to="/audit"
        >
          <RecordLine
            at={log.created_at}
            detail={
              <>
                <UntrustedText canExpand={false} most={60} text={nameOfActor(log)} />
                {log.target !== null && (
                  <>
                    {" · "}
                    <UntrustedText canExpand={false} most={120} text={log.target} />
                  </>
                )}
              </>
            }
            state={<Badge tone={log.ok ? "good" : "bad"}>{log.ok ? "ok" : "failed"}</Badge>}
            title={<UntrustedText canExpand={false} most={100} text={log.action_type} />}
          />
        </Link>
      )}
      rowHeight={65}
      rowLabel={(log) => `${log.action_type}, ${log.ok ? "ok" : "failed"}`}
    />
  );
}
