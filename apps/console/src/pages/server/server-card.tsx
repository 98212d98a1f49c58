import type { ServerStateJson } from "@handsfree/wire";
import type { ReactNode } from "react";
import { Badge } from "../../components/badge/badge.tsx";
import { Card, Facts } from "../../components/card/card.tsx";
import { formatBytes } from "../../components/format-bytes.ts";
import { formatDuration } from "../../components/format-duration.ts";
import { Time } from "../../components/time/time.tsx";
import styles from "./server.module.css";

/** What the server is, and the database that it has. */
export function ServerCard({ state }: { readonly state: ServerStateJson }): ReactNode {
  const { database, schema } = state;
  const free = database.free_disk_bytes;
  const isDuckDb = state.engine === "duckdb";
  return (
    <Card>
      <h2 className={styles["title"]}>Server and database</h2>
      <Facts
        rows={[
          ["Version", state.version],
          ["Started", <Time at={state.started_at} key="started" />],
          ["Engine", isDuckDb ? "DuckDB" : "PostgreSQL"],
          [
            "Schema",
            <span className={styles["inline"]} key="schema">
              <Badge tone={schema.state === "current" ? "good" : "bad"}>{schema.state}</Badge>
              {schema.version !== null && <code>{schema.version}</code>}
            </span>,
          ],
          ["Size", formatBytes(database.bytes)],
          ["Free disk", free !== null && formatBytes(free)],
          ["Live pages", lagText(state.feed_lag.stream_seconds)],
          ["Endpoints", lagText(state.feed_lag.webhook_endpoint_seconds)],
          ["Waiting reads", isDuckDb && database.waiting_reads.toLocaleString("en")],
          ["Waiting writes", isDuckDb && database.waiting_writes.toLocaleString("en")],
        ]}
      />
    </Card>
  );
}

/** How far a reader of events is behind. A minute is too much. */
function lagText(seconds: number): ReactNode {
  if (seconds < 1) return "Up to date";
  const text = `${formatDuration(seconds * 1000)} behind`;
  if (seconds < 60) return text;
  return (
    <span className={styles["inline"]}>
      <Badge tone="warn">late</Badge>
      {text}
    </span>
  );
}
