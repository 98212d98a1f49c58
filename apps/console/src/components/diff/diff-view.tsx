import { type ReactNode, useMemo } from "react";
import { classNames } from "../class-names.ts";
import { UntrustedText } from "../untrusted-text/untrusted-text.tsx";
import { diffLines } from "./line-diff.ts";
import styles from "./diff-view.module.css";

/** So many lines are drawn. */
const mostLines = 2000;
const words = { same: "", removed: "Removed: ", added: "Added: " } as const;
const signs = { same: " ", removed: "−", added: "+" } as const;

/** What changes from one text to another. Lines that stay are shown too, since what is approved is the whole. */
export function DiffView({
  before,
  after,
  label,
}: {
  readonly before: string;
  readonly after: string;
  readonly label: string;
}): ReactNode {
  const lines = useMemo(() => diffLines(before, after), [before, after]);
  return (
    <ol aria-label={label} className={styles["diff"]} dir="ltr" tabIndex={0}>
      {lines.slice(0, mostLines).map(({ kind, text, before: old, after: now }) => (
        <li className={classNames(styles["line"], styles[kind])} key={`${old ?? ""}:${now ?? ""}`}>
          <span aria-hidden="true" className={styles["sign"]}>
            {signs[kind]}
          </span>
          <span className="visually-hidden">{words[kind]}</span>
          <UntrustedText hasLines most={1000} text={text} />
        </li>
      ))}
      {lines.length > mostLines && <li className={styles["line"]}>… {lines.length} lines</li>}
    </ol>
  );
}
