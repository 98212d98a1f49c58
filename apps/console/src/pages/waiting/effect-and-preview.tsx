import type { ReactNode } from "react";
import { Time } from "../../components/time/time.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import type { ShownAction } from "./shown-action.ts";
import styles from "./waiting.module.css";

/** The effect in its proposer's words, and the preview of an executor. All of it is text, also addresses. */
export function EffectAndPreview({
  action: { effect, preview },
}: {
  readonly action: ShownAction;
}): ReactNode {
  return (
    <>
      {effect !== null && (
        <div className={styles["arguments"]}>
          <h3 className={styles["subtitle"]}>What changes, as the proposer says</h3>
          <p>
            <UntrustedText most={1000} text={effect} />
          </p>
        </div>
      )}
      {preview !== null && (
        <div className={styles["arguments"]}>
          <h3 className={styles["subtitle"]}>
            Preview of the executor, <Time at={preview.made_at} />
          </h3>
          <p>
            <UntrustedText most={300} text={preview.title} />
          </p>
          {preview.url !== null && (
            <p>
              <UntrustedText most={200} text={preview.url} />
            </p>
          )}
          <ul className={styles["previewFacts"]}>
            {[...preview.facts.entries()].map(([place, { label, value }]) => (
              <li key={place}>
                <UntrustedText canExpand={false} most={100} text={label} />
                <UntrustedText most={300} text={value} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
