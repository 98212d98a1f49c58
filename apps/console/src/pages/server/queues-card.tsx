import type { ServerStateJson } from "@handsfree/wire";
import type { ReactNode } from "react";
import { Badge } from "../../components/badge/badge.tsx";
import { Card } from "../../components/card/card.tsx";
import { Time } from "../../components/time/time.tsx";
import { isLate, queueWords } from "./queue-words.ts";
import styles from "./server.module.css";

/** How much waits for whom, for how long, and what to do about what waits for too long. */
export function QueuesCard({
  state: { queues, measured_at: measured },
}: {
  readonly state: ServerStateJson;
}): ReactNode {
  // What waits for a person first.
  const sorted = queues.toSorted(
    (a, b) => Number(b.queue === "decision") - Number(a.queue === "decision"),
  );
  return (
    <Card>
      <h2 className={styles["title"]}>What waits</h2>
      <ul className={styles["checks"]}>
        {sorted.map(({ queue, due, oldest_due_at: oldest, leased }) => {
          const { title, advice } = queueWords(queue);
          const late = isLate(queue, oldest, Date.parse(measured));
          return (
            <li className={styles["check"]} key={queue}>
              <span className={styles["name"]}>
                <strong>{title}</strong>
                <span className={styles["amount"]}>
                  {late && <Badge tone="warn">late</Badge>}
                  <strong>{due.toLocaleString("en")}</strong>
                </span>
              </span>
              <p>
                {oldest === null ? (
                  "Nothing waits"
                ) : (
                  <>
                    The oldest came <Time at={oldest} />
                  </>
                )}
                {leased !== null && leased > 0 && ` · ${leased.toLocaleString("en")} in work`}
              </p>
              {late && <p className={styles["advice"]}>{advice}</p>}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
