import type { PendingActionJson } from "@handsfree/wire/pending-actions";
import { type ReactNode, useId } from "react";
import { Button } from "../../components/button/button.tsx";
import { useConnection } from "../../live/connection.ts";
import styles from "./waiting.module.css";

/** What a person can do with an action that waits. */
export interface ActionHandlers {
  readonly onApprove: (action: PendingActionJson) => void;
  readonly onReject: (action: PendingActionJson) => void;
  readonly onEdit: (action: PendingActionJson) => void;
}

interface DecisionButtonsProps extends ActionHandlers {
  readonly action: PendingActionJson;
  readonly isBusy: boolean;
  /** Whether what is shown has changed since the person began to look, and they have not said that they saw it. */
  readonly isUnseen: boolean;
}

/** The buttons of an action that waits. Without a connection they do nothing, and say why. */
export function DecisionButtons({
  action,
  isBusy,
  isUnseen,
  onApprove,
  onReject,
  onEdit,
}: DecisionButtonsProps): ReactNode {
  const isOffline = useConnection() === "offline";
  const noteId = useId();
  const isDisabled = isOffline || isUnseen;
  const why = isOffline
    ? "You are offline. Nothing can be decided until the connection is back."
    : undefined;
  const shared = {
    disabled: isDisabled,
    isBusy,
    "aria-describedby": why === undefined ? undefined : noteId,
  };
  return (
    <div className={styles["decide"]}>
      <Button
        {...shared}
        data-decision="approve"
        icon="check"
        kind="good"
        onClick={() => onApprove(action)}
      >
        Approve
      </Button>
      <Button
        {...shared}
        data-decision="reject"
        icon="close"
        kind="bad"
        onClick={() => onReject(action)}
      >
        Reject
      </Button>
      {action.editable && (
        <Button {...shared} data-decision="edit" icon="edit" onClick={() => onEdit(action)}>
          Edit
        </Button>
      )}
      {why !== undefined && (
        <p className={styles["why"]} id={noteId}>
          {why}
        </p>
      )}
    </div>
  );
}
