import type { PageJson } from "@handsfree/wire";
import type { ExpandedActionLogJson } from "@handsfree/wire/action-logs";
import type { ReactNode } from "react";
import { client } from "../../api/client.ts";
import { Badge } from "../../components/badge/badge.tsx";
import { EmptyState } from "../../components/empty-state/empty-state.tsx";
import { FilteredList, pageSize } from "../../components/record-list/filtered-list.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { toQuery } from "./audit-search.ts";
import { nameOfActor } from "./name-of-actor.ts";
import { useAudit } from "./use-audit.ts";

/** The records that match the filters of the address, newest first. @param onOpen before one of them shows. */
export function LogList({ onOpen }: { readonly onOpen: () => void }): ReactNode {
  const address = useAudit();
  const { filter, owner } = address;
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
    <FilteredList
      address={address}
      empty={
        <EmptyState icon="audit" title="Nothing is on record">
          What is proposed, decided and carried out is recorded here, and cannot be changed without
          a trace.
        </EmptyState>
      }
      label="records"
      list={{ kind: "action_log", newTypes: ["action_log.recorded"], read }}
      one="record"
      onOpen={onOpen}
      path="/audit"
      row={(log) => ({
        at: log.created_at,
        detail: (
          <>
            <UntrustedText canExpand={false} most={60} text={nameOfActor(log)} />
            {log.target !== null && (
              <>
                {" · "}
                <UntrustedText canExpand={false} most={120} text={log.target} />
              </>
            )}
          </>
        ),
        state: <Badge tone={log.ok ? "good" : "bad"}>{log.ok ? "ok" : "failed"}</Badge>,
        title: <UntrustedText canExpand={false} most={100} text={log.action_type} />,
      })}
      rowLabel={(log) => `${log.action_type}, ${log.ok ? "ok" : "failed"}`}
    />
  );
}
