import type { ExpandedAgentTaskJson } from "@handsfree/wire/agent-tasks";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { StateBadge } from "../../components/badge/badge.tsx";
import { Facts } from "../../components/card/card.tsx";
import { CopiedText } from "../../components/copy/copied-text.tsx";
import { Time } from "../../components/time/time.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { isEnded } from "./task-words.ts";

/** The members of a task but its texts. */
export function TaskFacts({ task }: { readonly task: ExpandedAgentTaskJson }): ReactNode {
  const { pending_action: action, command_id: command, worker } = task;
  const isRunning = task.status === "running";
  return (
    <Facts
      rows={[
        [
          "Action",
          action !== null && action !== undefined && (
            <>
              <StateBadge state={action.state} />{" "}
              <UntrustedText most={200} text={action.display.summary} />
            </>
          ),
        ],
        [
          "Command",
          command !== null && (
            <Link search={{ id: command }} to="/commands">
              What you said
            </Link>
          ),
        ],
        ["Issue", task.issue_number !== null && `#${task.issue_number}`],
        ["Pull request", task.pull_request_number !== null && `#${task.pull_request_number}`],
        ["Worker", worker !== null && <UntrustedText most={100} text={worker} />],
        [
          "Lease until",
          isRunning && task.lease_expires_at !== null && <Time at={task.lease_expires_at} />,
        ],
        ["Due", !isEnded(task) && task.due_at !== null && <Time at={task.due_at} />],
        ["Started", task.started_at !== null && <Time at={task.started_at} />],
        ["Ended", task.ended_at !== null && <Time at={task.ended_at} />],
        ["Task id", <CopiedText key="id" label="the task id" text={task.id} />],
      ]}
    />
  );
}
