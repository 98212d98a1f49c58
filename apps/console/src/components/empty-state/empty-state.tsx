import type { ReactNode } from "react";
import { Icon, type IconName } from "../icons/icons.tsx";
import styles from "./empty-state.module.css";

/** Takes the place of an empty list, and says why it is empty and what the person can do. */
export function EmptyState({
  icon,
  title,
  children,
  actions,
}: {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}): ReactNode {
  return (
    <div className={styles["empty"]}>
      <span className={styles["icon"]}>
        <Icon name={icon} size={28} />
      </span>
      <h2 className={styles["title"]}>{title}</h2>
      {children !== undefined && <div className={styles["text"]}>{children}</div>}
      {actions !== undefined && <div className={styles["actions"]}>{actions}</div>}
    </div>
  );
}
