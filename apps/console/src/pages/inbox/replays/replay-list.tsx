import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { client } from "../../../api/client.ts";
import { Button } from "../../../components/button/button.tsx";
import { EmptyState } from "../../../components/empty-state/empty-state.tsx";
import { ErrorState } from "../../../components/error-state/error-state.tsx";
import { Loading } from "../../../components/loading/loading.tsx";
import { Replay } from "./replay.tsx";
import styles from "./replays.module.css";

/** How many replays are shown at first, and how many more each time. */
const portion = 20;
/** The most that the API answers at once. */
const most = 1000;

/** The replays, newest first, with the progress of those that run. */
export function ReplayList({ mayWork }: { readonly mayWork: boolean }): ReactNode {
  const [shown, setShown] = useState(portion);
  const { data, error, refetch } = useQuery({
    queryKey: ["webhook_replay", "list", shown],
    queryFn: ({ signal }) =>
      client.list("GET /v1/webhook-replays", { query: { limit: shown }, signal }).page(),
    placeholderData: (before) => before,
    // The feed has no event for each step of a replay.
    refetchInterval: ({ state }) =>
      state.data?.items.some((each) => each.completed_at === null && each.stopped_at === null)
        ? 1000
        : 15_000,
  });
  if (data === undefined) {
    return error === null ? (
      <Loading label="Reading the replays" rows={3} />
    ) : (
      <ErrorState error={error} onRetry={() => void refetch()} />
    );
  }
  if (data.items.length === 0) {
    return (
      <EmptyState icon="refresh" title="Nothing has been replayed">
        A replay makes deliveries due again, for example once a fault of your worker is mended.
        Start one with “Replay many…” above.
      </EmptyState>
    );
  }
  return (
    <ul className={styles["list"]}>
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data.items.map((replay) => (
        <li key={replay.id}>
          <Replay mayWork={mayWork} replay={replay} />
        </li>
      ))}
      {data.next_cursor !== null && shown < most && (
        <li>
          <Button onClick={() => setShown(Math.min(most, shown + portion))}>Show older ones</Button>
        </li>
      )}
    </ul>
  );
}
