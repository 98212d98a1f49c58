import { type ReactNode, useId } from "react";
import styles from "./section.module.css";

/** A part of a page with a heading of its own. */
export function Section({
  title,
  description,
  actions,
  children,
}: {
  readonly title: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles["section"]}>
      <div className={styles["head"]}>
        <div className={styles["text"]}>
          <h2 className={styles["title"]} id={id}>
            {title}
          </h2>
          {description !== undefined && <p className={styles["description"]}>{description}</p>}
        </div>
        {actions}
      </div>
      {children}
    </section>
  );
}
