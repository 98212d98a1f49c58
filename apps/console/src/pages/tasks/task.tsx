import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { StateBadge } from "../../components/badge/badge.tsx";
import { ErrorState } from "../../components/error-state/error-state.tsx";
import { JsonTree } from "../../components/json-tree/json-tree.tsx";
import { Loading } from "../../components/loading/loading.tsx";
import { Note } from "../../components/note/note.tsx";
import { RecordPane } from "../../components/record/record.tsx";
import { Time } from "../../components/time/time.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { taskQuery } from "./queries.ts";
import { TaskActs } from "./task-acts.tsx";
import { TaskFacts } from "./task-facts.tsx";
import { TaskQuestion } from "./task-question.tsx";
import { TaskTimeLine } from "./task-time-line.tsx";
import { hasActs, subjectOf } from "./task-words.ts";
import styles from "./tasks.module.css";

interface TaskProps {
  readonly id: string;
  readonly onClose: () => void;
}

/** One task: its question first, then how far it is, what it shall do, and what happened to it. */
export function Task({ id, onClose }: TaskProps): ReactNode {
  const { data: task, error, refetch } = useQuery(taskQuery(id));
  if (task === undefined) {
    return (
      <RecordPane closeLabel="Back to the tasks" onClose={onClose} title="Task">
        {error === null ? (
          <Loading label="Reading the task" rows={4} />
        ) : (
          <ErrorState error={error} onRetry={() => void refetch()} />
        )}
      </RecordPane>
    );
  }
  const isAsking = task.status === "needs_input";
  const acts = hasActs(task) && <TaskActs task={task} />;
  return (
    <RecordPane
      actions={isAsking || !acts ? undefined : acts}
      closeLabel="Back to the tasks"
      facts={
        <>
          <StateBadge state={task.status} />
          <Time at={task.created_at} />
          {task.attempts > 0 && (
            <span>
              attempt {task.attempts} of {task.max_attempts}
            </span>
          )}
        </>
      }
      onClose={onClose}
      title={
        <>
          Task for <UntrustedText canExpand={false} most={60} text={task.provider} />
          {subjectOf(task) !== undefined && (
            <>
              {" in "}
              <UntrustedText canExpand={false} most={120} text={subjectOf(task) ?? ""} />
            </>
          )}
        </>
      }
    >
      {task.question !== null && <TaskQuestion key={task.question} task={task} />}
      {/* The answer is what the person came for. */}
      {isAsking && <div>{acts}</div>}
      {task.error !== null && task.status !== "completed" && (
        <Note
          kind={task.status === "failed" ? "bad" : "warn"}
          title={task.status === "failed" ? "It failed" : "The last attempt failed"}
        >
          <UntrustedText hasLines text={task.error} />
        </Note>
      )}
      {task.progress !== null && task.status === "running" && (
        <Note title="How far it is">
          <UntrustedText hasLines text={task.progress} />
        </Note>
      )}
      <section className={styles["part"]}>
        <h3>Instruction</h3>
        <div className={styles["text"]}>
          {task.instruction === null ? (
            "It was removed, as the retention of contents says."
          ) : (
            <UntrustedText hasLines most={1200} text={task.instruction} />
          )}
        </div>
      </section>
      {task.result !== null && (
        <section className={styles["part"]}>
          <h3>Result</h3>
          <JsonTree label="Result" text={JSON.stringify(task.result)} />
        </section>
      )}
      <TaskFacts task={task} />
      <section className={styles["part"]}>
        <h3>Time line</h3>
        <TaskTimeLine id={task.id} />
      </section>
    </RecordPane>
  );
}
