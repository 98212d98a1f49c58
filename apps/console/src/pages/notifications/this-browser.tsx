import type { NotificationChannelJson } from "@handsfree/wire/notifications";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { queryClient } from "../../api/query-client.ts";
import { Button } from "../../components/button/button.tsx";
import { Card } from "../../components/card/card.tsx";
import { ErrorState } from "../../components/error-state/error-state.tsx";
import { Loading } from "../../components/loading/loading.tsx";
import { Section } from "../../components/section/section.tsx";
import { removeChannel, subscribeThisBrowser } from "../../push/subscribe.ts";
import { thisBrowserQuery } from "../../push/this-browser.ts";
import { rereadChannels } from "./channel-queries.ts";
import { BrowserState } from "./browser-state.tsx";
import { sendTest } from "./send-test.ts";
import styles from "./notifications.module.css";

/** Whether this browser notifies the person, and what to do about it. */
export function ThisBrowser({
  channels,
  applicationServerKey,
}: {
  readonly channels: readonly NotificationChannelJson[];
  /** That of the server; null if it has no Web Push. */
  readonly applicationServerKey: string | null;
}): ReactNode {
  const { data: here, error, refetch } = useQuery(thisBrowserQuery);
  usePermissionChanges();
  const channel = channels.find(({ id }) => id === here?.channelId);
  const on = useMutation({
    mutationFn: () => subscribeThisBrowser(applicationServerKey ?? ""),
    onSettled: rereadChannels,
  });
  const off = useMutation({
    mutationFn: (id: string) => removeChannel(id),
    onSettled: rereadChannels,
  });
  const test = useMutation({ mutationFn: sendTest });
  const canTurnOn =
    here?.support === "supported" && here.permission !== "denied" && applicationServerKey !== null;
  const isOn = canTurnOn && here.permission === "granted" && channel?.state === "enabled";
  const failure = on.error ?? off.error;
  const state = here !== undefined && (
    <BrowserState channel={channel} here={here} isServerReady={applicationServerKey !== null} />
  );
  return (
    <Section
      description="Tells you when an action waits, even while HandsFree is closed. A tap opens the action. It decides nothing."
      title="This browser"
    >
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {here === undefined && error === null && <Loading label="Asking the browser" rows={1} />}
      {here !== undefined && !canTurnOn && state}
      {canTurnOn && (
        <Card className={styles["browser"]}>
          {state}
          <div className={styles["buttons"]}>
            {isOn ? (
              <>
                <Button isBusy={test.isPending} onClick={() => test.mutate(channel)}>
                  Send a test
                </Button>
                <Button isBusy={off.isPending} onClick={() => off.mutate(channel.id)}>
                  Turn off
                </Button>
              </>
            ) : (
              <Button
                icon="notifications"
                isBusy={on.isPending}
                kind="primary"
                onClick={() => on.mutate()}
              >
                Turn on
              </Button>
            )}
          </div>
          {failure !== null && <ErrorState error={failure} />}
        </Card>
      )}
    </Section>
  );
}

/** The person can allow or block notifications in the browser, beside the page. */
function usePermissionChanges(): void {
  useEffect(() => {
    const ended = new AbortController();
    const reread = (): void => void queryClient.invalidateQueries(thisBrowserQuery);
    navigator.permissions?.query({ name: "notifications" }).then(
      (status) => status.addEventListener("change", reread, { signal: ended.signal }),
      // Some browsers know no such permission to ask for. The page then shows the change when it has the focus again.
      () => undefined,
    );
    return () => ended.abort();
  }, []);
}
