import type { ReactNode } from "react";
import { Button } from "../button/button.tsx";
import { Icon } from "../icons/icons.tsx";
import { UntrustedText } from "../untrusted-text/untrusted-text.tsx";
import styles from "./filters.module.css";

/** A filter that is set. */
export interface SetFilter {
  readonly name: string;
  /** As a person reads it. */
  readonly value: string;
  readonly onRemove: () => void;
}

interface FilterBarProps {
  /** Controls that are always there: the most used filters. */
  readonly children?: ReactNode;
  readonly set: readonly SetFilter[];
  readonly onOpen: () => void;
}

/** The filters of a list: some controls, the button for all filters, and those that are set. */
export function FilterBar({ children, set, onOpen }: FilterBarProps): ReactNode {
  return (
    <div className={styles["bar"]} role="search">
      <div className={styles["controls"]}>
        {children}
        <Button aria-haspopup="dialog" className={styles["open"]} icon="filter" onClick={onOpen}>
          Filters{set.length > 0 && ` (${set.length})`}
        </Button>
      </div>
      {set.length > 0 && (
        <ul aria-label="Filters that are set" className={styles["chips"]}>
          {set.map(({ name, value, onRemove }) => (
            <li key={name}>
              <button className={styles["chip"]} onClick={onRemove} type="button">
                <span className="visually-hidden">Remove the filter </span>
                <span className={styles["name"]}>{name}</span>
                <span className={styles["value"]}>
                  <UntrustedText canExpand={false} most={80} text={value} />
                </span>
                <Icon name="close" size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
