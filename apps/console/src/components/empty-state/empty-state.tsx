import type { ReactNode } from "react";
import { Copy } from "../copy/copy.tsx";
import { Icon, type IconName } from "../icons/icons.tsx";
import styles from "./empty-state.module.css";

/** Takes the place of an empty list, and says why it is empty and what the person can do. */
export function EmptyState({
  icon,
  title,
  children,
  command,
  actions,
}: {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ReactNode;
  /** A command or an address with which the person makes the first record. */
  readonly command?: { readonly text: string; readonly copyLabel: string } | undefined;
  readonly actions?: ReactNode;
}): ReactNode {
  return (
    <div className={styles["empty"]} data-empty="">
      <span className={styles["icon"]}>
        <Icon name={icon} size={28} />
      </span>
      <h2 className={styles["title"]}>{title}</h2>
      {children !== undefined && <div className={styles["text"]}>{children}</div>}
      {command !== undefined && (
        <div className={styles["command"]}>
          <code dir="ltr">{command.text}</code>
          <Copy label={command.copyLabel} text={command.text} />
        </div>
      )}
      {actions !== undefined && <div className={styles["actions"]}>{actions}</div>}
    </div>
  );
}
