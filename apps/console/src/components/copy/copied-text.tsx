import type { ReactNode } from "react";
import { UntrustedText } from "../untrusted-text/untrusted-text.tsx";
import { Copy } from "./copy.tsx";
import styles from "./copied-text.module.css";

/** A text on one line, such as an id, and the button that copies all of it. @param label what it is. */
export function CopiedText({
  text,
  label,
}: {
  readonly text: string;
  readonly label: string;
}): ReactNode {
  return (
    <span className={styles["copied"]}>
      <code className={styles["text"]}>
        <UntrustedText canExpand={false} most={200} text={text} />
      </code>
      <Copy label={label} text={text} />
    </span>
  );
}
