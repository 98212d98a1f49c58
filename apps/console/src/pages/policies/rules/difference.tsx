import type { PolicyDryRunJson, PolicyEffectJson } from "@handsfree/wire/policies";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { client } from "../../../api/client.ts";
import { ListRow } from "../../../components/list-row/list-row.tsx";
import { Time } from "../../../components/time/time.tsx";
import { UntrustedText } from "../../../components/untrusted-text/untrusted-text.tsx";
import styles from "./review.module.css";

/** An action that the draft would have decided otherwise: how it was, and how it would have been. */
export function Difference({
  difference: { id, before, after },
}: {
  readonly difference: PolicyDryRunJson["differences"][number];
}): ReactNode {
  const { data, isError } = useQuery({
    queryKey: ["pending_action", "one", id, "of all"],
    queryFn: ({ signal }) =>
      client.request("GET /v1/pending-actions/{id}", { path: { id }, onBehalfOf: "*", signal }),
  });
  return (
    <ListRow
      facts={[
        data && <UntrustedText canExpand={false} key="type" most={80} text={data.action_type} />,
        data && data.repository !== null && (
          <UntrustedText canExpand={false} key="repository" most={140} text={data.repository} />
        ),
        data && <Time at={data.created_at} key="time" />,
      ]}
      title={
        <UntrustedText most={200} text={data?.summary ?? (isError ? id : "Reading the action…")} />
      }
    >
      <div className={styles["change"]}>
        <Decision effect={before} word="Was" />
        <Decision effect={after} word="Would be" />
      </div>
    </ListRow>
  );
}

function Decision({
  word,
  effect: { text, policy },
}: {
  readonly word: string;
  readonly effect: PolicyEffectJson;
}): ReactNode {
  return (
    <span>
      {word}{" "}
      <code dir="ltr">
        <UntrustedText canExpand={false} most={200} text={text} />
      </code>
      {policy === null ? (
        ", without a rule"
      ) : (
        <>
          , by the rule <UntrustedText canExpand={false} most={80} text={policy} />
        </>
      )}
    </span>
  );
}
