import type { ReactNode } from "react";
import { IconButton } from "../button/button.tsx";
import { Card } from "../card/card.tsx";
import styles from "./detail-card.module.css";

/** One record beside its list, or in place of it where there is little room. */
export function DetailCard({
  title,
  actions,
  onClose,
  children,
}: {
  readonly title: ReactNode;
  readonly actions?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <Card className={styles["card"]}>
      <header className={styles["head"]}>
        <h2 className={styles["title"]}>{title}</h2>
        <IconButton icon="close" label="Close the record" onClick={onClose} />
      </header>
      {children}
      {actions !== undefined && actions !== false && (
        <footer className={styles["actions"]}>{actions}</footer>
      )}
    </Card>
  );
}
