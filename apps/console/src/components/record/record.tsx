import { type ReactNode, useEffect, useRef } from "react";
import { IconButton } from "../button/button.tsx";
import { openedAbove } from "../keyboard/asking.ts";
import styles from "./record.module.css";

interface RecordProps {
  readonly title: ReactNode;
  /** What leads back to the list, for screen readers. */
  readonly closeLabel: string;
  readonly onClose: () => void;
  /** The state, the time, and what else belongs to the title. */
  readonly facts?: ReactNode;
  /** What to do with the record: buttons. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** One record beside its list, or alone where there is little room. Escape closes it, and it has the focus at first. */
export function RecordPane({
  title,
  closeLabel,
  onClose,
  facts,
  actions,
  children,
}: RecordProps): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    // The window is still where the list was.
    if (heading.current !== null && heading.current.getBoundingClientRect().top < 0) scrollTo(0, 0);
    const onKeyDown = (event: KeyboardEvent): void => {
      const isElsewhere = event.defaultPrevented || openedAbove() !== null;
      if (event.key === "Escape" && !isElsewhere) close.current();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
  return (
    <article className={styles["record"]}>
      <header className={styles["header"]}>
        <div className={styles["back"]}>
          <IconButton icon="start" label={closeLabel} onClick={onClose} />
        </div>
        <div className={styles["heading"]}>
          <h2 className={styles["title"]} ref={heading} tabIndex={-1}>
            {title}
          </h2>
          {facts !== undefined && <div className={styles["facts"]}>{facts}</div>}
        </div>
        <div className={styles["close"]}>
          <IconButton icon="close" label={closeLabel} onClick={onClose} />
        </div>
      </header>
      {actions !== undefined && <div className={styles["actions"]}>{actions}</div>}
      {children}
    </article>
  );
}
