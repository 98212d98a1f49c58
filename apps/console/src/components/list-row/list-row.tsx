import type { ReactNode } from "react";
import { classNames } from "../class-names.ts";
import styles from "./list-row.module.css";

/** One record in a list: what it is called, what state it is in, a line about it, and what to do with it. */
export function ListRow({
  title,
  badges,
  facts,
  actions,
  children,
  isChosen = false,
  isOver = false,
}: {
  /** A link to the record, or its name. */
  readonly title: ReactNode;
  readonly badges?: ReactNode;
  /** Short facts, in the order of their weight. What is undefined is left out. */
  readonly facts: readonly ReactNode[];
  readonly actions?: ReactNode;
  /** What else there is to say, below the facts. */
  readonly children?: ReactNode;
  /** Whether the record is shown beside the list. */
  readonly isChosen?: boolean;
  /** Whether the record has ended. Its words say so too. */
  readonly isOver?: boolean;
}): ReactNode {
  return (
    <div
      className={classNames(styles["row"], isChosen && styles["chosen"], isOver && styles["over"])}
    >
      <div className={styles["text"]}>
        <div className={styles["first"]}>
          <span className={styles["title"]}>{title}</span>
          {badges}
        </div>
        <div className={styles["facts"]}>
          {facts
            .filter((fact) => fact !== undefined && fact !== null && fact !== false)
            .map((fact, index) => (
              <span key={index}>{fact}</span>
            ))}
        </div>
      </div>
      {actions !== undefined && <div className={styles["actions"]}>{actions}</div>}
      {children !== undefined && <div className={styles["below"]}>{children}</div>}
    </div>
  );
}

/** Rows of a list that is short enough to be drawn as a whole. */
export function Rows({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <ul aria-label={label} className={styles["rows"]}>
      {children}
    </ul>
  );
}
