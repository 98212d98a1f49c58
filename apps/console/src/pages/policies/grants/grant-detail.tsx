import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { client } from "../../../api/client.ts";
import { reread } from "../../../api/reread.ts";
import { ActionDialog } from "../../../components/action-dialog/action-dialog.tsx";
import { StateBadge } from "../../../components/badge/badge.tsx";
import { Button } from "../../../components/button/button.tsx";
import { Facts } from "../../../components/card/card.tsx";
import { RecordPane } from "../../../components/record/record.tsx";
import { ErrorState } from "../../../components/error-state/error-state.tsx";
import { Loading } from "../../../components/loading/loading.tsx";
import { Time } from "../../../components/time/time.tsx";
import { UntrustedText } from "../../../components/untrusted-text/untrusted-text.tsx";
import { NameOf } from "../../../directory/name-of.tsx";
import { MatchWords } from "../rules/match-words.tsx";
import { matchOfGrant, titleOfMatch } from "./match-of-grant.ts";
import styles from "./grants.module.css";

/** One standing grant: what it approves, and its end. */
export function GrantDetail({
  id,
  owner,
  onClose,
}: {
  readonly id: string;
  /** The person whose grant it is, if it is another one's. */
  readonly owner: string | undefined;
  readonly onClose: () => void;
}): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: ["standing_grant", "one", id, owner],
    queryFn: ({ signal }) =>
      client.request("GET /v1/grants/{id}", {
        path: { id },
        query: { expand: ["names"] },
        onBehalfOf: owner,
        signal,
      }),
  });
  const [isAsked, setAsked] = useState(false);
  const title = data === undefined ? "Standing grant" : titleOfMatch(data.match);
  return (
    <RecordPane
      closeLabel="Back to the list"
      actions={
        data?.state === "holding" && (
          <Button kind="bad" onClick={() => setAsked(true)}>
            Revoke
          </Button>
        )
      }
      onClose={onClose}
      title={<UntrustedText most={200} text={title} />}
    >
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading label="Reading the grant" rows={3} />}
      {data !== undefined && (
        <Facts
          rows={[
            ["State", <StateBadge key="state" state={data.state} />],
            ["Owner", <NameOf id={data.user_id} key="owner" names={data.names} />],
            [
              "Approves",
              <span className={styles["words"]} key="match">
                <MatchWords match={matchOfGrant(data.match)} />
              </span>,
            ],
            [
              "Reason",
              data.reason === null ? undefined : (
                <UntrustedText hasLines key="reason" text={data.reason} />
              ),
            ],
            ["Used", `${data.uses} of ${data.maximum_uses} times`],
            ["Created", <Time at={data.created_at} key="created" />],
            ["Expires", <Time at={data.expires_at} key="expires" />],
            [
              "Revoked",
              data.revoked_at === null ? undefined : (
                <span key="revoked">
                  <Time at={data.revoked_at} />
                  {data.revoked_by !== null && (
                    <>
                      {" "}
                      by <NameOf id={data.revoked_by} names={data.names} />
                    </>
                  )}
                </span>
              ),
            ],
          ]}
        />
      )}
      <ActionDialog
        description="It ends at once, for good. Actions that it approved stay approved."
        isOpen={isAsked}
        kind="bad"
        onClose={() => setAsked(false)}
        run={async () => {
          await client.request("POST /v1/grants/{id}/revoke", {
            path: { id },
            onBehalfOf: data?.user_id,
          });
          await reread("standing_grant");
        }}
        submit="Revoke it"
        title={
          <>
            Revoke the grant of <UntrustedText most={200} text={title} />
          </>
        }
      />
    </RecordPane>
  );
}
