import { type ReactNode, useState } from "react";
import { Button } from "../../components/button/button.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import styles from "./commands.module.css";

/** What was said. Others can stand behind the person, so it shows on a tap alone, and hides on the next. */
export function Transcript({ text }: { readonly text: string }): ReactNode {
  const [isShown, setShown] = useState(false);
  return (
    <div className={styles["transcript"]}>
      <div>
        <Button aria-expanded={isShown} onClick={() => setShown(!isShown)}>
          {isShown ? "Hide what was said" : "Show what was said"}
        </Button>
      </div>
      {isShown && (
        <blockquote className={styles["said"]}>
          <UntrustedText hasLines most={2000} text={text} />
        </blockquote>
      )}
    </div>
  );
}
