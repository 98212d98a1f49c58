import type { WebhookReplayJson } from "@handsfree/wire/webhooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { client } from "../../../api/client.ts";
import { AskDialog } from "../../../components/ask-dialog/ask-dialog.tsx";
import { Badge } from "../../../components/badge/badge.tsx";
import { Button } from "../../../components/button/button.tsx";
import { Card } from "../../../components/card/card.tsx";
import { ErrorState } from "../../../components/error-state/error-state.tsx";
import { showToast } from "../../../components/toast/show-toast.ts";
import { Time } from "../../../components/time/time.tsx";
import { UntrustedText } from "../../../components/untrusted-text/untrusted-text.tsx";
import { describeReplay } from "./describe-replay.ts";
import styles from "./replays.module.css";

/** A replay: how far it is, and what can be done about it. */
export function Replay({
  replay,
  mayWork,
}: {
  readonly replay: WebhookReplayJson;
  readonly mayWork: boolean;
}): ReactNode {
  const queryClient = useQueryClient();
  const [isStopping, setStopping] = useState(false);
  const reread = (): Promise<void> =>
    queryClient.invalidateQueries({ queryKey: ["webhook_replay"] });
  const resume = useMutation({
    mutationFn: () =>
      client.request("POST /v1/webhook-replays/{id}/resume", {
        path: { id: replay.id },
        timeout: 600_000,
      }),
    onSettled: reread,
  });
  const { events, marked, stopped_at: stopped, completed_at: completed } = replay;
  const state = stopped !== null ? "stopped" : completed !== null ? "complete" : "not complete";
  const canStop = stopped === null;
  return (
    <Card className={styles["replay"]}>
      <div className={styles["head"]}>
        <strong>
          <UntrustedText most={200} text={describeReplay(replay)} />
        </strong>
        <Badge tone={state === "complete" ? "good" : state === "stopped" ? "neutral" : "info"}>
          {state}
        </Badge>
      </div>
      <progress
        aria-label="Deliveries made due"
        className={styles["progress"]}
        max={Math.max(1, events)}
        value={events === 0 ? 1 : marked}
      />
      <p className={styles["detail"]}>
        {marked.toLocaleString("en")} of {events.toLocaleString("en")}{" "}
        {events === 1 ? "delivery is" : "deliveries are"} due again
        {replay.events_per_second !== null && `, ${replay.events_per_second} a second`} ·{" "}
        <Time at={replay.created_at} />
      </p>
      {replay.reason !== null && (
        <p className={styles["detail"]}>
          Reason: <UntrustedText most={200} text={replay.reason} />
        </p>
      )}
      {resume.error !== null && <ErrorState error={resume.error} />}
      {mayWork && canStop && (
        <div className={styles["acts"]}>
          {completed === null && (
            <Button isBusy={resume.isPending} onClick={() => resume.mutate()}>
              Go on
            </Button>
          )}
          <Button onClick={() => setStopping(true)}>
            {completed === null ? "Stop" : "Take back what still waits"}
          </Button>
        </div>
      )}
      {isStopping && (
        <AskDialog
          act={async (reason) => {
            const { restored } = await client.request("POST /v1/webhook-replays/{id}/stop", {
              path: { id: replay.id },
              body: { ...(reason !== undefined && { reason }) },
              timeout: 600_000,
            });
            await reread();
            showToast({
              kind: "good",
              title: "The replay is stopped",
              description: `${restored.toLocaleString("en")} of its deliveries went back to their earlier state.`,
            });
          }}
          confirm={completed === null ? "Stop the replay" : "Take them back"}
          description={`It made ${marked.toLocaleString("en")} deliveries due again. Those that no worker has taken yet go back to their earlier state.${completed === null ? " A stopped replay cannot go on." : ""}`}
          kind="bad"
          onClose={() => setStopping(false)}
          title={completed === null ? "Stop this replay?" : "Take back what still waits?"}
        />
      )}
    </Card>
  );
}
