import { hasApproved, type ShownAction } from "./shown-action.ts";
import { type ReactNode, useId } from "react";
import { Button } from "../../components/button/button.tsx";
import { useMe } from "../../session/me.ts";
import { useConnection } from "../../live/connection.ts";
import styles from "./waiting.module.css";

/** What a person can do with an action that waits. */
export interface ActionHandlers {
  readonly onApprove: (action: ShownAction) => void;
  readonly onReject: (action: ShownAction) => void;
  readonly onEdit: (action: ShownAction) => void;
}

interface DecisionButtonsProps extends ActionHandlers {
  readonly action: ShownAction;
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
  const isDone = hasApproved(action, useMe().user.id);
  const why = isOffline
    ? "You are offline. Nothing can be decided until the connection is back."
    : isDone
      ? "You approved it. Others must approve it too; you can still reject it."
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
        disabled={isDisabled || isDone}
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
        <p className={isOffline ? styles["why"] : styles["done"]} id={noteId}>
          {why}
        </p>
      )}
    </div>
  );
}
