import type { ReactNode } from "react";
import { Badge } from "../../components/badge/badge.tsx";
import { Card } from "../../components/card/card.tsx";
import { ErrorState } from "../../components/error-state/error-state.tsx";
import { Loading } from "../../components/loading/loading.tsx";
import { Note } from "../../components/note/note.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { checkWords } from "./check-words.tsx";
import styles from "./server.module.css";
import { type Readiness, useReadiness } from "./use-readiness.ts";

/** Whether the server can do its work, and what to do about each check that fails. */
export function Checks(): ReactNode {
  const { data, error, refetch } = useReadiness();
  // An answer from before says nothing about a server that is silent now.
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading label="Checking the server" rows={3} />;
  return (
    <>
      <Summary readiness={data} />
      {data.checks.length > 0 && (
        <Card>
          <h2 className={styles["title"]}>Checks</h2>
          <ul className={styles["checks"]}>
            {data.checks.map(({ name, isOk }) => {
              const { title, passed, failed } = checkWords(name);
              return (
                <li className={styles["check"]} key={name}>
                  <span className={styles["name"]}>
                    <strong>{title}</strong>
                    <Badge tone={isOk ? "good" : "bad"}>{isOk ? "passed" : "failed"}</Badge>
                  </span>
                  <p>{isOk ? passed : failed}</p>
                </li>
              );
            })}
          </ul>
        </Card>
      )}
    </>
  );
}

function Summary({ readiness: { state, detail } }: { readonly readiness: Readiness }): ReactNode {
  switch (state) {
    case "ready":
      return (
        <Note kind="good" title="The server can do its work">
          It is checked every ten seconds while this page is open.
        </Note>
      );
    case "closing":
      return (
        <Note kind="warn" title="The server is stopping">
          It answers again once it was started.
        </Note>
      );
    default:
      return (
        <Note kind="bad" title="The server cannot do all of its work">
          <UntrustedText hasLines text={detail ?? ""} />
        </Note>
      );
  }
}
