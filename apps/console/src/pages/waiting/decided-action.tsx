import type { ShownAction } from "./shown-action.ts";
import type { ReactNode } from "react";
import { StateBadge } from "../../components/badge/badge.tsx";
import { Card, Facts } from "../../components/card/card.tsx";
import { JsonTree } from "../../components/json-tree/json-tree.tsx";
import { PrincipalName } from "../../components/names/names.tsx";
import { Time } from "../../components/time/time.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { ActionBody } from "./action-body.tsx";
import { Undo } from "./undo.tsx";
import styles from "./waiting.module.css";

/** An action that no longer waits: who decided, and what the executor reported. */
export function DecidedAction({ action }: { readonly action: ShownAction }): ReactNode {
  return (
    <>
      <Card className={styles["card"]}>
        <h2 className={styles["summary"]}>
          <UntrustedText most={1000} text={action.summary} />
        </h2>
        <div className={styles["badges"]}>
          <StateBadge state={action.state} />
        </div>
        <Undo actions={[action]} />
        <Facts
          rows={[
            [
              "Decided",
              action.decided_at === null ? undefined : (
                <span key="decided">
                  <Time at={action.decided_at} />
                  {action.decided_by !== null && (
                    <>
                      {" by "}
                      <PrincipalName id={action.decided_by} names={action.names} />
                    </>
                  )}
                  {action.decided_surface !== null && ` (${action.decided_surface})`}
                </span>
              ),
            ],
            [
              "Reason",
              action.decision_reason === null ? undefined : (
                <UntrustedText key="reason" text={action.decision_reason} />
              ),
            ],
          ]}
        />
        <ActionBody action={action} />
      </Card>
      <Receipt action={action} />
    </>
  );
}

/** What the executor reported; nothing before the first attempt. */
function Receipt({ action }: { readonly action: ShownAction }): ReactNode {
  const { attempts, max_attempts: most, started_at: started, ended_at: ended, worker } = action;
  if (attempts === 0) return null;
  return (
    <Card className={styles["card"]}>
      <h2 className={styles["subtitle"]}>Receipt of the executor</h2>
      <Facts
        rows={[
          [
            "Recorded",
            action.receipt === undefined || action.receipt === null ? undefined : (
              <span key="receipt">
                <StateBadge state={action.receipt.ok ? "ok" : "failed"} />{" "}
                <UntrustedText
                  most={200}
                  text={action.receipt.target ?? action.receipt.action_type}
                />
              </span>
            ),
          ],
          [
            "Executor",
            worker === null ? undefined : <UntrustedText key="w" most={200} text={worker} />,
          ],
          ["Attempts", `${attempts} of ${most}`],
          ["Started", started === null ? undefined : <Time at={started} key="started" />],
          ["Ended", ended === null ? undefined : <Time at={ended} key="ended" />],
          [
            "Error",
            action.error === null ? undefined : (
              <UntrustedText hasLines key="error" text={action.error} />
            ),
          ],
        ]}
      />
      {action.result !== null && <JsonTree label="Result" text={JSON.stringify(action.result)} />}
    </Card>
  );
}
