import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { client } from "../../api/client.ts";
import { reread } from "../../api/reread.ts";
import { Badge } from "../../components/badge/badge.tsx";
import { Button } from "../../components/button/button.tsx";
import { Facts } from "../../components/card/card.tsx";
import { RecordPane } from "../../components/record/record.tsx";
import { ErrorState } from "../../components/error-state/error-state.tsx";
import { Loading } from "../../components/loading/loading.tsx";
import { Time } from "../../components/time/time.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { LockDialog } from "./lock-dialog.tsx";

const kinds = {
  agent: "agent: proposes actions",
  worker: "worker: carries out approved actions",
} as const;

/** One agent or worker. */
export function ServiceDetail({
  id,
  onClose,
}: {
  readonly id: string;
  readonly onClose: () => void;
}): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: ["service_account", "one", id],
    queryFn: ({ signal }) => client.request("GET /v1/services/{id}", { path: { id }, signal }),
  });
  const [isAsked, setAsked] = useState(false);
  const isDisabled = data !== undefined && data.disabled_at !== null;
  const name = <UntrustedText most={120} text={data?.name ?? "Service"} />;
  const lock = async (): Promise<void> => {
    const path = { id };
    if (isDisabled) await client.request("POST /v1/services/{id}/enable", { path });
    else await client.request("POST /v1/services/{id}/disable", { path });
    await reread("service_account");
  };
  return (
    <RecordPane
      closeLabel="Back to the list"
      actions={
        data !== undefined && (
          <Button kind={isDisabled ? "plain" : "bad"} onClick={() => setAsked(true)}>
            {isDisabled ? "Enable" : "Disable"}
          </Button>
        )
      }
      onClose={onClose}
      title={name}
    >
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading label="Reading the service" rows={2} />}
      {data !== undefined && (
        <Facts
          rows={[
            [
              "State",
              <span key="state">
                <Badge tone={isDisabled ? "bad" : "good"}>
                  {isDisabled ? "disabled" : "enabled"}
                </Badge>{" "}
                {data.disabled_at !== null && <Time at={data.disabled_at} />}
              </span>,
            ],
            ["Kind", kinds[data.kind]],
            ["Added", <Time at={data.created_at} key="added" />],
            [
              "Keys",
              <Link key="keys" search={{ whose: "all", service: id }} to="/keys">
                Its keys
              </Link>,
            ],
            [
              "Id",
              <code dir="ltr" key="id">
                {id}
              </code>,
            ],
          ]}
        />
      )}
      <LockDialog
        isDisabled={isDisabled}
        isOpen={isAsked}
        name={name}
        onClose={() => setAsked(false)}
        run={lock}
        what="keys"
      />
    </RecordPane>
  );
}
