import type { ShownAction } from "./shown-action.ts";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Badge } from "../../components/badge/badge.tsx";
import { Button } from "../../components/button/button.tsx";
import { Card } from "../../components/card/card.tsx";
import { classNames } from "../../components/class-names.ts";
import { Checkbox } from "../../components/field/field.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { ActionBody } from "./action-body.tsx";
import { type ActionHandlers, DecisionButtons } from "./decision-buttons.tsx";
import { useTakenBack } from "./use-taken-back.ts";
import { TimeLeft } from "./time-left.tsx";
import { useSeen } from "./use-seen.ts";
import styles from "./waiting.module.css";

interface ActionCardProps extends ActionHandlers {
  readonly action: ShownAction;
  readonly isBusy: boolean;
  /** Whether the keys are about this card. */
  readonly isCurrent?: boolean;
  /** Choosing for several decisions at once; undefined where that is not possible. */
  readonly choice?: { readonly isChosen: boolean; readonly onChoose: () => void } | undefined;
  /** Whether the summary leads to the action's own page. */
  readonly hasLink?: boolean;
}

/** An action that waits, with all that a person must see before they decide, and the buttons. */
export function ActionCard({
  action,
  isBusy,
  isCurrent = false,
  choice,
  hasLink = true,
  ...handlers
}: ActionCardProps): ReactNode {
  const { isUnseen, acknowledge } = useSeen(action);
  const { isAsked, takenBack } = useTakenBack(action);
  const summary = <UntrustedText canExpand={false} most={1000} text={action.summary} />;
  return (
    <Card
      aria-label={action.display.summary.slice(0, 120)}
      className={classNames(styles["card"], isCurrent && styles["current"])}
      data-action={action.id}
      tabIndex={-1}
    >
      <header className={styles["header"]}>
        <h2 className={styles["summary"]}>
          {hasLink ? (
            <Link params={{ id: action.id }} to="/waiting/$id">
              {summary}
            </Link>
          ) : (
            summary
          )}
        </h2>
        {choice !== undefined && (
          <Checkbox
            checked={choice.isChosen}
            hasHiddenLabel
            label={`Choose: ${action.display.summary.slice(0, 120)}`}
            onChange={choice.onChoose}
          />
        )}
      </header>
      <div className={styles["badges"]}>
        <TimeLeft until={action.expires_at} />
        {action.required_approvals > 1 && (
          <Badge tone="info">
            {action.approvals} of {action.required_approvals} approved
          </Badge>
        )}
        {action.confirmation === "strong" && <Badge tone="warn">takes a passkey</Badge>}
        {takenBack !== undefined && <Badge tone="warn">approval taken back</Badge>}
        {action.version > 1 && !isAsked && takenBack === undefined && (
          <Badge tone="warn">version {action.version}</Badge>
        )}
      </div>
      {isUnseen && (
        <div className={styles["changed"]} role="alert">
          <p>
            This was edited while you looked at it. What you see now is version {action.version}.
          </p>
          <Button onClick={acknowledge}>I have seen the change</Button>
        </div>
      )}
      <ActionBody action={action} />
      <DecisionButtons action={action} isBusy={isBusy} isUnseen={isUnseen} {...handlers} />
    </Card>
  );
}
