import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";
import styles from "./tabs.module.css";

interface TabsProps {
  readonly label: string;
  /** Whether they are within other tabs or a record, which look otherwise. Default false. */
  readonly isInner?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly tabs: readonly {
    readonly value: string;
    readonly label: ReactNode;
    readonly content: ReactNode;
  }[];
}

/** Views of one thing, of which one is shown. */
export function Tabs({ label, isInner = false, value, onChange, tabs }: TabsProps): ReactNode {
  return (
    <Base.Root onValueChange={(next) => onChange(String(next))} value={value}>
      <Base.List aria-label={label} className={styles[isInner ? "inner" : "list"]}>
        {tabs.map((tab) => (
          <Base.Tab
            className={styles[isInner ? "innerTab" : "tab"]}
            key={tab.value}
            value={tab.value}
          >
            {tab.label}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel className={styles["panel"]} key={tab.value} value={tab.value}>
          {tab.content}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
