import type { ReactNode } from "react";
import { Button } from "../button/button.tsx";
import { Icon } from "../icons/icons.tsx";
import { UntrustedText } from "../untrusted-text/untrusted-text.tsx";
import { describeError } from "./describe-error.ts";
import styles from "./error-state.module.css";

/** A failed read: the problem, the way out, and the id for a report. */
export function ErrorState({
  error,
  onRetry,
}: {
  readonly error: unknown;
  readonly onRetry?: () => void;
}): ReactNode {
  const { title, detail, requestId } = describeError(error);
  return (
    <div className={styles["error"]} role="alert">
      <span className={styles["icon"]}>
        <Icon name="warning" />
      </span>
      <div className={styles["text"]}>
        <strong>{title}</strong>
        <p>
          <UntrustedText text={detail} />
        </p>
        {requestId !== undefined && (
          <p className={styles["request"]}>
            Request <code>{requestId}</code>
          </p>
        )}
        {onRetry !== undefined && (
          <Button icon="refresh" onClick={onRetry}>
            Try again
          </Button>
        )}
      </div>
    </div>
  );
}
