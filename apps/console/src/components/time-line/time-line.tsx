import type { ReactNode } from "react";
import { Time } from "../time/time.tsx";
import styles from "./time-line.module.css";

/** Something that happened to a record. */
export interface TimeLineStep {
  readonly id: string;
  readonly what: ReactNode;
  readonly at: string;
  /** What else belongs to the time, such as who did it. */
  readonly facts?: ReactNode;
  readonly reason?: ReactNode;
  /** The color of the mark, which repeats what the words say. */
  readonly tone?: "good" | "warn" | "bad" | undefined;
}

/** What happened to a record, newest first. */
export function TimeLine({ steps }: { readonly steps: readonly TimeLineStep[] }): ReactNode {
  return (
    <ol className={styles["line"]}>
      {steps.map(({ id, what, at, facts, reason, tone }) => (
        <li className={styles["step"]} data-tone={tone} key={id}>
          <span className={styles["what"]}>{what}</span>
          <span className={styles["when"]}>
            <Time at={at} />
            {facts}
          </span>
          {reason !== undefined && <span className={styles["reason"]}>{reason}</span>}
        </li>
      ))}
    </ol>
  );
}
