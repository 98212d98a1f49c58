import type { ActionLogJson } from "@handsfree/wire/action-logs";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "../../components/error-state/error-state.tsx";
import { Loading } from "../../components/loading/loading.tsx";
import { TimeLine, type TimeLineStep } from "../../components/time-line/time-line.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { useMe } from "../../session/me.ts";
import { taskStepsQuery } from "./queries.ts";

const words: Readonly<Record<string, string>> = {
  "agent_task.created": "Handed over",
  "agent_task.started": "An agent began",
  "agent_task.input_requested": "The agent asked",
  "agent_task.input_given": "Answered",
  "agent_task.attempt_failed": "The attempt failed",
  "agent_task.released": "The agent gave it back",
  "agent_task.retried": "Made due again with all attempts",
  "agent_task.cancelled": "Cancelled",
};

/** What happened to a task, newest first. */
export function TaskTimeLine({ id }: { readonly id: string }): ReactNode {
  const me = useMe();
  const { data, error, refetch } = useQuery(taskStepsQuery(id));
  if (data === undefined) {
    if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
    return <Loading label="Reading the time line" rows={3} />;
  }
  return (
    <>
      <TimeLine steps={data.items.map((log) => stepOf(log, me.user.id))} />
      {data.next_cursor !== null && <p>The last 100 steps are shown.</p>}
    </>
  );
}

function stepOf(log: ActionLogJson, ownId: string): TimeLineStep {
  const { status, attempt, by, reason } = resultOf(log.result);
  const isEnd = log.action_type === "agent_task.ended";
  return {
    id: log.id,
    at: log.created_at,
    what: isEnd ? (
      status === "completed" ? (
        "Completed"
      ) : (
        "Failed for good"
      )
    ) : (
      <UntrustedText canExpand={false} most={80} text={words[log.action_type] ?? log.action_type} />
    ),
    tone: isEnd ? (status === "completed" ? "good" : "bad") : log.ok ? undefined : "warn",
    facts: (
      <>
        {attempt > 0 && ` · attempt ${attempt}`}
        {by !== undefined && by !== "clock" && (
          <>
            {" · "}
            {by === ownId ? "you" : <UntrustedText canExpand={false} most={80} text={by} />}
          </>
        )}
      </>
    ),
    ...(reason !== undefined && { reason: <UntrustedText hasLines most={300} text={reason} /> }),
  };
}

/** The members of a step's result. An older release can have written others. */
function resultOf(result: unknown): {
  readonly status: string | undefined;
  readonly attempt: number;
  readonly by: string | undefined;
  readonly reason: string | undefined;
} {
  const members = (typeof result === "object" && result !== null ? result : {}) as Readonly<
    Record<string, unknown>
  >;
  const text = (value: unknown): string | undefined =>
    typeof value === "string" ? value : undefined;
  const { status, attempt, by, reason } = members;
  return {
    status: text(status),
    attempt: typeof attempt === "number" ? attempt : 0,
    by: text(by),
    reason: text(reason),
  };
}
