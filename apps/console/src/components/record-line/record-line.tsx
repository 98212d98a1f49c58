import type { ReactNode } from "react";
import { Time } from "../time/time.tsx";
import styles from "./record-line.module.css";

/** The texts and the link of a record in a list. */
export interface RecordLineProps {
  readonly title: ReactNode;
  readonly at: string;
  /** The state, at the end of the second line. */
  readonly state: ReactNode;
  /** What else tells the record from others, on one line. */
  readonly detail: ReactNode;
}

/** The two lines of a record in a list. Long texts are cut: the record itself has them whole. */
export function RecordLine({ title, at, state, detail }: RecordLineProps): ReactNode {
  return (
    <>
      <span className={styles["first"]}>
        <span className={styles["title"]}>{title}</span>
        <span className={styles["time"]}>
          <Time at={at} canToggle={false} />
        </span>
      </span>
      <span className={styles["second"]}>
        <span className={styles["detail"]}>{detail}</span>
        {state}
      </span>
    </>
  );
}

/** The look of the link around a `RecordLine`. */
export const recordLineLink: string = styles["row"] ?? "";
