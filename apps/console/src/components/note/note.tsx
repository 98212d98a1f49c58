import type { ReactNode } from "react";
import { classNames } from "../class-names.ts";
import { Icon } from "../icons/icons.tsx";
import styles from "./note.module.css";

/** Something to know about what is shown. */
export function Note({
  kind = "plain",
  title,
  children,
}: {
  readonly kind?: "plain" | "good" | "warn" | "bad";
  readonly title: ReactNode;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <div className={classNames(styles["note"], styles[kind])} role="note">
      <span className={styles["icon"]}>
        <Icon name={kind === "good" ? "check" : kind === "plain" ? "help" : "warning"} />
      </span>
      <div className={styles["text"]}>
        <strong>{title}</strong>
        {children}
      </div>
    </div>
  );
}
