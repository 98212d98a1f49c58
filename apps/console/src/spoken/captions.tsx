import type { ReactNode } from "react";
import { UntrustedText } from "../components/untrusted-text/untrusted-text.tsx";
import styles from "./conversation.module.css";
import type { Caption } from "./dialogue/dialogue.ts";

/** What was said on both sides, the newest last, and what is being heard. */
export function Captions({
  captions,
  interim,
}: {
  readonly captions: readonly Caption[];
  readonly interim: string;
}): ReactNode {
  return (
    <div aria-label="What was said" className={styles["captions"]} role="group" tabIndex={0}>
      <ol className={styles["lines"]}>
        {captions.map(({ who, text }, index) => (
          <li className={styles[who]} key={index}>
            <span className={styles["who"]}>{who === "page" ? "HandsFree" : "You"}</span>
            <UntrustedText canExpand={false} most={3000} text={text} />
          </li>
        ))}
        {interim !== "" && (
          <li className={styles["person"]}>
            <span className={styles["who"]}>Hearing</span>
            <em>
              <UntrustedText canExpand={false} text={interim} />
            </em>
          </li>
        )}
      </ol>
      <div key={`${captions.length} ${interim}`} ref={show} />
    </div>
  );
}

/** Scrolls to an element as soon as it is there. */
function show(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "nearest" });
}
