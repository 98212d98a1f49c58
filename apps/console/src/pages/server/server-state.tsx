import type { ReactNode } from "react";
import { ErrorState } from "../../components/error-state/error-state.tsx";
import { Loading } from "../../components/loading/loading.tsx";
import { MaintenanceCard } from "./maintenance-card.tsx";
import { QueuesCard } from "./queues-card.tsx";
import { ServerCard } from "./server-card.tsx";
import { useServerState } from "./use-server-state.ts";

/** What waits in the server, what it is, and what it does by itself. */
export function ServerState(): ReactNode {
  const { data, error, refetch } = useServerState();
  if (data === undefined) {
    if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
    return <Loading label="Measuring the server" rows={6} />;
  }
  return (
    <>
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      <QueuesCard state={data} />
      <ServerCard state={data} />
      <MaintenanceCard jobs={data.maintenance} />
    </>
  );
}
