import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { ConnectionState } from "../../live/connection-state.tsx";
import { Icon } from "../icons/icons.tsx";
import styles from "./page.module.css";

interface PageProps {
  readonly title: string;
  /** A path that leads one level up, for the page of one record. */
  readonly back?: { readonly to: string; readonly label: string };
  /** What to do on this page: buttons. */
  readonly actions?: ReactNode;
  /** The filters of the content. */
  readonly filters?: ReactNode;
  readonly children: ReactNode;
}

/** One page: a bar with its title, and its content. It names the tab of the browser. */
export function Page({ title, back, actions, filters, children }: PageProps): ReactNode {
  useEffect(() => {
    document.title = `${title} · HandsFree`;
  }, [title]);
  return (
    <div className={styles["page"]}>
      <header className={styles["header"]}>
        {back !== undefined && (
          <Link aria-label={back.label} className={styles["back"]} to={back.to as "/"}>
            <Icon name="start" />
          </Link>
        )}
        <h1 className={styles["title"]} id="page-title" tabIndex={-1}>
          {title}
        </h1>
        {actions !== undefined && <div className={styles["actions"]}>{actions}</div>}
        <div className={styles["connection"]}>
          <ConnectionState />
        </div>
      </header>
      {filters !== undefined && <div className={styles["filters"]}>{filters}</div>}
      <div className={styles["content"]}>{children}</div>
    </div>
  );
}
