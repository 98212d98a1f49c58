import type { ShownAction } from "./shown-action.ts";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { exactClient } from "../../api/exact-client.ts";
import { Card } from "../../components/card/card.tsx";
import { DiffView } from "../../components/diff/diff-view.tsx";
import { ErrorState } from "../../components/error-state/error-state.tsx";
import { Loading } from "../../components/loading/loading.tsx";
import { PrincipalName } from "../../components/names/names.tsx";
import { Time } from "../../components/time/time.tsx";
import { isTakeBack } from "./use-taken-back.ts";
import styles from "./waiting.module.css";

/** The versions of an action's arguments, the newest first, each with what it changed. */
export function Versions({ action }: { readonly action: ShownAction }): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: ["pending_action", "versions", action.id],
    queryFn: ({ signal }) => exactClient.pendingActions.versions(action.id, {}, { signal }).page(),
    structuralSharing: false,
  });
  return (
    <Card className={styles["card"]}>
      <h2 className={styles["subtitle"]}>Versions</h2>
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading label="Reading the versions" rows={2} />}
      <ol className={styles["versions"]}>
        {data?.items.map((version, index) => {
          const earlier = data.items[index + 1];
          return (
            <li className={styles["item"]} key={version.version}>
              <p>
                <strong>Version {version.version}</strong> · <Time at={version.created_at} />
                {version.edited_by !== null && (
                  <>
                    {" by "}
                    <PrincipalName id={version.edited_by} names={action.names} />
                  </>
                )}
                {version.surface !== null && ` (${version.surface})`}
              </p>
              {isTakeBack(version, earlier) && <p>The approval was taken back. It waited again.</p>}
              {earlier !== undefined && !isTakeBack(version, earlier) && (
                <DiffView
                  after={JSON.stringify(version.action_payload, null, 2)}
                  before={JSON.stringify(earlier.action_payload, null, 2)}
                  label={`What version ${version.version} changed`}
                />
              )}
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
