import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { exactClient } from "../../../api/exact-client.ts";
import { Badge } from "../../../components/badge/badge.tsx";
import { ErrorState } from "../../../components/error-state/error-state.tsx";
import { JsonTree } from "../../../components/json-tree/json-tree.tsx";
import { Loading } from "../../../components/loading/loading.tsx";
import { RecordPane } from "../../../components/record/record.tsx";
import { Time } from "../../../components/time/time.tsx";
import { UntrustedText } from "../../../components/untrusted-text/untrusted-text.tsx";
import { useAudit } from "../use-audit.ts";
import { LogFacts } from "./log-facts.tsx";
import { LogSeal } from "./log-seal.tsx";
import styles from "./log.module.css";

interface LogProps {
  readonly id: string;
  readonly onClose: () => void;
}

/** One record: who did what, with what result. */
export function Log({ id, onClose }: LogProps): ReactNode {
  const { owner } = useAudit();
  const {
    data: log,
    error,
    refetch,
  } = useQuery({
    // The first element is not the kind: a record does not change, and other records would have it read again.
    queryKey: ["record", "action_log", id, owner],
    queryFn: ({ signal }) =>
      exactClient.request("GET /v1/action-logs/{id}", {
        path: { id },
        query: { expand: ["names", "actor", "pending_action", "seal"] },
        ...owner,
        signal,
      }),
    // Until it is sealed.
    refetchInterval: ({ state: { data } }) => (data?.seal === null ? 30_000 : false),
    structuralSharing: false,
  });
  if (log === undefined) {
    return (
      <RecordPane closeLabel="Back to the records" onClose={onClose} title="Record">
        {error === null ? (
          <Loading label="Reading the record" rows={4} />
        ) : (
          <ErrorState error={error} onRetry={() => void refetch()} />
        )}
      </RecordPane>
    );
  }
  return (
    <RecordPane
      closeLabel="Back to the records"
      facts={
        <>
          <Badge tone={log.ok ? "good" : "bad"}>{log.ok ? "ok" : "failed"}</Badge>
          <Time at={log.created_at} />
        </>
      }
      onClose={onClose}
      title={<UntrustedText most={200} text={log.action_type} />}
    >
      <LogFacts log={log} />
      <Content label="Request" value={log.request} />
      <Content label="Result" value={log.result} />
      <LogSeal seal={log.seal ?? null} />
    </RecordPane>
  );
}

function Content({ label, value }: { readonly label: string; readonly value: unknown }): ReactNode {
  return (
    <section className={styles["content"]}>
      <h3>{label}</h3>
      {value === null || value === undefined ? (
        <p className={styles["none"]}>None.</p>
      ) : (
        <JsonTree label={label} text={JSON.stringify(value)} />
      )}
    </section>
  );
}
