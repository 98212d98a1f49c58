import { useQueryClient } from "@tanstack/react-query";
import type { AuditHeadJson } from "@handsfree/wire/audit";
import type { ReactNode } from "react";
import styles from "./verification.module.css";

/** How far a verification is. How many entries there are is known from the head. */
export function Progress({
  entries,
  rows,
}: {
  readonly entries: number;
  readonly rows: number;
}): ReactNode {
  const head = useQueryClient().getQueryData<AuditHeadJson>(["audit_head"]);
  return (
    <div className={styles["progress"]}>
      <progress
        aria-label="Entries that are verified"
        className={styles["bar"]}
        max={head?.number}
        value={head === undefined ? undefined : Math.min(entries, head.number)}
      />
      <p>
        {rows.toLocaleString("en")} records in {entries.toLocaleString("en")} entries so far
      </p>
    </div>
  );
}
