import type { ReactNode } from "react";
import { ConnectionState } from "../live/connection-state.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { Mark } from "./mark.tsx";
import type { Section } from "./navigation.ts";
import { SectionLink } from "./section-link.tsx";
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
          {sections.map((section) => (
            <li key={section.path}>
              <SectionLink className={styles["section"]} section={section} />
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
