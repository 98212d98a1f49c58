import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Icon } from "../components/icons/icons.tsx";
import { ConnectionState } from "../live/connection-state.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { Mark } from "./mark.tsx";
import type { Section } from "./navigation.ts";
import styles from "./rail.module.css";

/** The sections at the side of a wide screen. */
export function Rail({ sections }: { readonly sections: readonly Section[] }): ReactNode {
  return (
    <header className={styles["rail"]}>
      <div className={styles["brand"]}>
        <Mark />
        HandsFree
      </div>
      <nav aria-label="Sections">
        <ul className={styles["sections"]}>
          {sections.map(({ path, title, icon }) => (
            <li key={path}>
              <Link
                activeOptions={{ exact: false }}
                activeProps={{ "data-active": "" }}
                className={styles["section"]}
                to={path as "/"}
              >
                <Icon name={icon} />
                {title}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className={styles["end"]}>
        <ConnectionState />
        <AccountMenu />
      </div>
    </header>
  );
}
