import type { AgentTaskJson } from "@handsfree/wire/agent-tasks";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { client } from "../../api/client.ts";
import { ActionDialog } from "../../components/action-dialog/action-dialog.tsx";
import { AskDialog } from "../../components/ask-dialog/ask-dialog.tsx";
import { Button } from "../../components/button/button.tsx";
import { useNow } from "../../components/time/clock.ts";
import { showToast } from "../../components/toast/show-toast.ts";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { taskQuery } from "./queries.ts";
import { isEnded, mayBeRetried, subjectOf } from "./task-words.ts";

/** The buttons for what the status of a task allows. Each asks first. */
export function TaskActs({ task }: { readonly task: AgentTaskJson }): ReactNode {
  const queryClient = useQueryClient();
  const now = useNow(10_000);
  const [asked, setAsked] = useState<"retry" | "cancel">();
  const { id, provider } = task;
  const path = { id };
  const close = (): void => setAsked(undefined);
  const after = async (title: string): Promise<void> => {
    await queryClient.invalidateQueries({ queryKey: taskQuery(id).queryKey });
    showToast({ kind: "good", title });
  };
  const name = (
    <UntrustedText
      canExpand={false}
      most={120}
      text={[`Task for ${provider}`, subjectOf(task)].filter(Boolean).join(" in ")}
    />
  );
  return (
    <>
      {mayBeRetried(task, now) && (
        <Button icon="refresh" onClick={() => setAsked("retry")}>
          Try again
        </Button>
      )}
      {!isEnded(task) && (
        <Button kind="bad" onClick={() => setAsked("cancel")}>
          Cancel the task
        </Button>
      )}
      {asked === "retry" && (
        <ActionDialog
          description={<>{name}. The next free agent gets it, with all its attempts.</>}
          isOpen
          onClose={close}
          run={async () => {
            await client.request("POST /v1/agent-tasks/{id}/retry", { path });
            await after("The task is due now");
          }}
          submit="Try again"
          title="Try this task again?"
        />
      )}
      {asked === "cancel" && (
        <AskDialog
          act={async (reason) => {
            const body = reason === undefined ? {} : { reason };
            await client.request("POST /v1/agent-tasks/{id}/cancel", { path, body });
            await after("The task is cancelled");
          }}
          confirm="Cancel the task"
          description={
            <>
              {name}. It ends for good: an agent that works on it is told to stop, and what it has
              done so far stays.
            </>
          }
          kind="bad"
          onClose={close}
          title="Cancel this task?"
        />
      )}
    </>
  );
}
