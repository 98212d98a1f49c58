import type { ReactNode } from "react";
import { UntrustedText } from "../../../components/untrusted-text/untrusted-text.tsx";
import styles from "./rules.module.css";

/** What the server says is wrong with the draft, and where. */
export interface ProblemPlace {
  readonly problem: string | undefined;
  /** From 1; undefined if it has no place. */
  readonly line: number | undefined;
}

/** What is wrong, in words. */
export function ProblemNote({
  place: { problem, line },
  children,
}: {
  readonly place: ProblemPlace;
  /** What to do about it. */
  readonly children?: ReactNode;
}): ReactNode {
  if (problem === undefined) return null;
  return (
    <div className={styles["problem"]} role="alert">
      <strong>{line === undefined ? "The draft is not right" : `Line ${line} is not right`}</strong>
      <p>
        <UntrustedText text={problem} />
      </p>
      {children}
    </div>
  );
}
