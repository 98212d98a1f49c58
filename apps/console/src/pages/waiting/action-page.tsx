import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { exactClient } from "../../api/exact-client.ts";
import { ErrorState } from "../../components/error-state/error-state.tsx";
import { Loading } from "../../components/loading/loading.tsx";
import { Page } from "../../components/page/page.tsx";
import { ActionCard } from "./action-card.tsx";
import { DecidedAction } from "./decided-action.tsx";
import { EditDialog } from "./edit-dialog.tsx";
import { RejectDialog } from "./reject-dialog.tsx";
import { actionRoute } from "./routes.ts";
import { expand } from "./shown-action.ts";
import { useDecide } from "./use-decide.ts";
import { Versions } from "./versions.tsx";
import { ListenButton } from "../../spoken/listen-button.tsx";
import styles from "./waiting.module.css";

/** One action: what waits, or what became of it. Opening it decides nothing. */
export function ActionPage(): ReactNode {
  const { id } = actionRoute.useParams();
  const { decide, deciding } = useDecide();
  const [asking, setAsking] = useState<"reject" | "edit">();
  const {
    data: action,
    error,
    refetch,
  } = useQuery({
    queryKey: ["pending_action", "one", id],
    queryFn: ({ signal }) =>
      exactClient.request("GET /v1/pending-actions/{id}", {
        path: { id },
        query: { expand: [...expand, "receipt"] },
        signal,
      }),
    structuralSharing: false,
  });
  const close = (): void => setAsking(undefined);
  return (
    <Page
      actions={action?.state === "pending" && <ListenButton actions={[action]} />}
      back={{ to: action?.state === "pending" ? "/" : "/waiting", label: "Back to the list" }}
      title="Action"
    >
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {action === undefined && error === null && <Loading label="Reading the action" />}
      {action !== undefined && (
        <div className={styles["one"]}>
          {action.state === "pending" ? (
            <ActionCard
              action={action}
              hasLink={false}
              isBusy={deciding === action.id}
              onApprove={() => decide({ action, verdict: "approve" })}
              onEdit={() => setAsking("edit")}
              onReject={() => setAsking("reject")}
            />
          ) : (
            <DecidedAction action={action} />
          )}
          {action.version > 1 && <Versions action={action} />}
          {asking === "reject" && (
            <RejectDialog
              action={action}
              onClose={close}
              onReject={(reason) => decide({ action, verdict: "reject", reason })}
            />
          )}
          {asking === "edit" && <EditDialog action={action} onClose={close} />}
        </div>
      )}
    </Page>
  );
}
