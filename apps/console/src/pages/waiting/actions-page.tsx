import { expand, type ShownAction } from "./shown-action.ts";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { callCommand } from "../../api/call-command.ts";
import { client } from "../../api/client.ts";
import { StateBadge } from "../../components/badge/badge.tsx";
import { EmptyState } from "../../components/empty-state/empty-state.tsx";
import { Select } from "../../components/field/field.tsx";
import { Page } from "../../components/page/page.tsx";
import { Time } from "../../components/time/time.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { VirtualList } from "../../components/virtual-list/virtual-list.tsx";
import { hasScope, useMe } from "../../session/me.ts";
import { actionsRoute, type ActionSearch, type ShownState, shownStates } from "./routes.ts";
import styles from "./waiting.module.css";

const newTypes = ["pending_action.proposed", "pending_action.denied"];

/** All actions of the person, or of everybody, also those that are decided. */
export function ActionsPage(): ReactNode {
  const search = actionsRoute.useSearch();
  const { state = "all", whose } = search;
  const navigate = useNavigate();
  const me = useMe();
  const list = useMemo(
    () => ({
      kind: "pending_action",
      filter: { state, whose },
      newTypes,
      read: (cursor: string | undefined, signal: AbortSignal) =>
        client
          .list("GET /v1/pending-actions", {
            query: { state, limit: 50, expand, ...(cursor !== undefined && { cursor }) },
            ...(whose === "all" && { onBehalfOf: "*" }),
            signal,
          })
          .page(),
    }),
    [state, whose],
  );
  const change = (next: ActionSearch): void => void navigate({ to: "/waiting", search: next });
  return (
    <Page
      back={{ to: "/", label: "Back to what waits" }}
      filters={
        <>
          <Select
            label="State"
            onChange={({ target }) => {
              const { state: _, ...rest } = search;
              const value = target.value as ShownState;
              change(value === "all" ? rest : { ...rest, state: value });
            }}
            options={shownStates.map((value) => ({ value, label: value }))}
            value={state}
          />
          {hasScope(me, ["audit:read"]) && (
            <Select
              label="Whose"
              onChange={({ target }) => {
                const { whose: _, ...rest } = search;
                change(target.value === "all" ? { ...rest, whose: "all" } : rest);
              }}
              options={[
                { value: "mine", label: "Mine" },
                { value: "all", label: "Everybody's" },
              ]}
              value={whose ?? "mine"}
            />
          )}
        </>
      }
      title="All actions"
    >
      <VirtualList
        empty={
          <EmptyState
            command={callCommand("/v1/pending-actions", {
              summary: "Try HandsFree",
              action_type: "try",
              action_payload: {},
            })}
            icon="waiting"
            title={state === "all" ? "There is no action yet" : "No action is in this state"}
          >
            {state !== "all" && "Choose another state. "}This call proposes an action:
          </EmptyState>
        }
        key={`${state} ${whose ?? ""}`}
        label="actions"
        list={list}
        row={(action) => <HistoryRow action={action} />}
        rowHeight={76}
        rowLabel={({ display, state: now }) => `${now}: ${display.summary.slice(0, 120)}`}
      />
    </Page>
  );
}

function HistoryRow({ action }: { readonly action: ShownAction }): ReactNode {
  return (
    <Link className={styles["history"]} params={{ id: action.id }} to="/waiting/$id">
      <span className={styles["rowSummary"]}>
        <UntrustedText canExpand={false} most={240} text={action.summary} />
      </span>
      <span className={styles["rowMeta"]}>
        <StateBadge state={action.state} />
        <UntrustedText canExpand={false} most={80} text={action.action_type} />
        <Time at={action.decided_at ?? action.created_at} canToggle={false} />
      </span>
    </Link>
  );
}
