import type { ReactNode } from "react";
import { callCommand } from "../../api/call-command.ts";
import { client } from "../../api/client.ts";
import { StateBadge } from "../../components/badge/badge.tsx";
import { EmptyState } from "../../components/empty-state/empty-state.tsx";
import { FilteredList, pageSize } from "../../components/record-list/filtered-list.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { asWords, inputWords } from "./command-words.ts";
import { toQuery } from "./commands-search.ts";
import { useCommands } from "./use-commands.ts";

/** The commands that match the filters of the address, newest first. A list shows no transcript. */
export function CommandList({ onOpen }: { readonly onOpen: () => void }): ReactNode {
  const address = useCommands();
  return (
    <FilteredList
      address={address}
      empty={
        <EmptyState
          command={callCommand("/v1/commands", {
            input_type: "text",
            status: "ok",
            intent_name: "inbox.list",
          })}
          icon="commands"
          title="You have given no command"
        >
          What you say or type to your companion shows here, as it was understood. This call records
          a first one:
        </EmptyState>
      }
      label="commands"
      list={{
        kind: "command",
        newTypes: ["command.recorded"],
        read: (cursor, signal) =>
          client
            .list("GET /v1/commands", {
              query: {
                ...toQuery(address.filter),
                limit: pageSize,
                ...(cursor !== undefined && { cursor }),
              },
              signal,
            })
            .page(),
      }}
      one="command"
      onOpen={onOpen}
      path="/commands"
      row={(command) => ({
        at: command.created_at,
        detail: (
          <>
            {inputWords[command.input_type]} · {asWords(command.profile)}
            {command.latency_ms !== null && ` · ${command.latency_ms.toLocaleString("en")} ms`}
            {command.pending_action_id !== null && " · led to an action"}
          </>
        ),
        state: <StateBadge state={command.status} />,
        title: (
          <UntrustedText
            canExpand={false}
            most={100}
            text={command.intent_name ?? "No intent was found"}
          />
        ),
      })}
      rowLabel={({ intent_name: intent, status }) => `${intent ?? "No intent"}, ${asWords(status)}`}
    />
  );
}
