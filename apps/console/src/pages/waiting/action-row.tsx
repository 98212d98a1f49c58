import type { ShownAction } from "./shown-action.ts";
import type { ReactNode } from "react";
import { classNames } from "../../components/class-names.ts";
import { Checkbox } from "../../components/field/field.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { TimeLeft } from "./time-left.tsx";
import styles from "./waiting.module.css";

interface ActionRowProps {
  readonly action: ShownAction;
  readonly isCurrent: boolean;
  readonly isChosen: boolean;
  readonly onOpen: () => void;
  readonly onChoose: () => void;
}

/** An action in the list beside the one that is shown. */
export function ActionRow({
  action,
  isCurrent,
  isChosen,
  onOpen,
  onChoose,
}: ActionRowProps): ReactNode {
  return (
    <div className={classNames(styles["row"], isCurrent && styles["current"])}>
      <button
        aria-current={isCurrent}
        className={styles["open"]}
        data-action={action.id}
        onClick={onOpen}
        type="button"
      >
        <span className={styles["rowSummary"]}>
          <UntrustedText canExpand={false} most={160} text={action.summary} />
        </span>
        <span className={styles["rowMeta"]}>
          <TimeLeft until={action.expires_at} />
          <UntrustedText
            canExpand={false}
            most={80}
            text={action.repository ?? action.action_type}
          />
        </span>
      </button>
      <Checkbox
        checked={isChosen}
        hasHiddenLabel
        label={`Choose: ${action.display.summary.slice(0, 120)}`}
        onChange={onChoose}
      />
    </div>
  );
}
