import type { ServerStateJson } from "@handsfree/wire";
import type { ReactNode } from "react";
import { Badge } from "../../components/badge/badge.tsx";
import { Card } from "../../components/card/card.tsx";
import { Time } from "../../components/time/time.tsx";
import styles from "./server.module.css";

type Job = ServerStateJson["maintenance"][number];

/** What each job does. One that this page does not know keeps its name. */
const titles: Readonly<Record<string, string>> = {
  expire_actions: "End actions that no one decided in time",
  abandon_executions: "End executions whose worker is gone",
  dead_letter_webhook_events: "Set aside deliveries that failed too often",
  remove_expired_content: "Remove expired contents of commands",
  remove_challenges: "Remove expired passkey challenges",
  remove_requests: "Remove expired answers for retries",
  free_keys: "Free expired idempotency keys",
  seal_logs: "Seal the audit trail",
  retention: "Remove records by their age",
};

/** What the server does by itself, and whether it could. */
export function MaintenanceCard({ jobs }: { readonly jobs: readonly Job[] }): ReactNode {
  if (jobs.length === 0) return null;
  return (
    <Card>
      <h2 className={styles["title"]}>Maintenance</h2>
      <ul className={styles["checks"]}>
        {jobs.map(({ job, every_seconds: every, last_run: last }) => (
          <li className={styles["check"]} key={job}>
            <span className={styles["name"]}>
              <strong>{titles[job] ?? sentence(job)}</strong>
              {last === null ? (
                <Badge>not yet run</Badge>
              ) : (
                <Badge tone={last.ok ? "good" : "bad"}>{last.ok ? "done" : "failed"}</Badge>
              )}
            </span>
            <p>
              Every {everyText(every)}
              {last !== null && (
                <>
                  {", last "}
                  <Time at={last.ended_at} />
                  {workOf(last.done)}
                </>
              )}
            </p>
            {last?.ok === false && (
              <p className={styles["advice"]}>
                It is tried again by itself. The log of the server has the reason.
              </p>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function sentence(name: string): string {
  const words = name.replaceAll("_", " ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function everyText(seconds: number): string {
  const [count, unit] =
    seconds >= 86_400
      ? [seconds / 86_400, "day"]
      : seconds >= 3600
        ? [seconds / 3600, "hour"]
        : seconds >= 60
          ? [seconds / 60, "minute"]
          : [seconds, "second"];
  return count === 1 ? unit : `${count.toLocaleString("en")} ${unit}s`;
}

/** What a run did, such as ` · 12 expired`. */
function workOf(done: Readonly<Record<string, number>>): string {
  return Object.entries(done)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => ` · ${count.toLocaleString("en")} ${name.replaceAll("_", " ")}`)
    .join("");
}
