import type { ReactNode } from "react";
import styles from "./loading.module.css";

/** The shape of what comes, while it is read. @param label what is being read, for screen readers. */
export function Loading({
  label,
  rows = 5,
}: {
  readonly label: string;
  readonly rows?: number;
}): ReactNode {
  return (
    <div aria-busy="true" className={styles["loading"]} role="status">
      <span className="visually-hidden">{label}…</span>
      {Array.from({ length: rows }, (_, index) => (
        <span aria-hidden="true" className={styles["row"]} key={index} />
      ))}
    </div>
  );
}
