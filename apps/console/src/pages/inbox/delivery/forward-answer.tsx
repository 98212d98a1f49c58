import type { WebhookForwardJson } from "@handsfree/wire/webhooks";
import type { ReactNode } from "react";
import { Note } from "../../../components/note/note.tsx";
import { UntrustedText } from "../../../components/untrusted-text/untrusted-text.tsx";
import styles from "./body-content.module.css";

/** What an address answered to a delivery, or why it did not. */
export function ForwardAnswer({ answer }: { readonly answer: WebhookForwardJson }): ReactNode {
  const { status, error, body, duration_ms: duration, signed } = answer;
  const time = `after ${duration.toLocaleString("en")} ms`;
  if (status === null) {
    return (
      <Note kind="bad" title={`No answer, ${time}`}>
        <p>
          <UntrustedText text={error ?? "unknown failure"} />
        </p>
      </Note>
    );
  }
  const isGood = status >= 200 && status < 300;
  return (
    <div className={styles["body"]}>
      <Note kind={isGood ? "good" : "bad"} title={`It answered ${status}, ${time}`}>
        {!signed && <p>It had no signature, since the server cannot make that of this source.</p>}
      </Note>
      {body !== null && body !== "" && (
        <pre aria-label="What it answered" className={styles["raw"]} tabIndex={0}>
          <UntrustedText hasLines most={2000} text={body} />
        </pre>
      )}
    </div>
  );
}
