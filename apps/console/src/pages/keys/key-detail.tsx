import type { GivenAccessKeyJson } from "@handsfree/wire/identity";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { client } from "../../api/client.ts";
import { reread } from "../../api/reread.ts";
import { ActionDialog } from "../../components/action-dialog/action-dialog.tsx";
import { Button } from "../../components/button/button.tsx";
import { RecordPane } from "../../components/record/record.tsx";
import { ErrorState } from "../../components/error-state/error-state.tsx";
import { Loading } from "../../components/loading/loading.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { KeyFacts } from "./key-facts.tsx";
import { readKey } from "./key-lists.ts";
import { RotateKey } from "./rotate-key.tsx";

/** One key: what it may do, and its end. */
export function KeyDetail({
  id,
  isOwn,
  isAdmin,
  onClose,
  onGiven,
}: {
  readonly id: string;
  readonly isOwn: boolean;
  readonly isAdmin: boolean;
  readonly onClose: () => void;
  readonly onGiven: (given: GivenAccessKeyJson) => void;
}): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: ["access_key", "one", id, { isOwn }],
    queryFn: ({ signal }) => readKey(id, { isOwn, signal }),
  });
  const [asked, setAsked] = useState<"rotate" | "revoke">();
  const close = (): void => setAsked(undefined);
  const revoke = async (): Promise<void> => {
    const path = { id };
    if (isOwn) await client.request("POST /v1/me/keys/{id}/revoke", { path });
    else await client.request("POST /v1/keys/{id}/revoke", { path });
    await reread("access_key");
  };
  const name = <UntrustedText most={100} text={data?.name ?? "Key"} />;
  const isValid = data?.state === "valid";
  return (
    <RecordPane
      closeLabel="Back to the list"
      actions={
        isValid && (
          <>
            {isAdmin && data.rotated_to === null && (
              <Button icon="refresh" onClick={() => setAsked("rotate")}>
                Rotate
              </Button>
            )}
            <Button kind="bad" onClick={() => setAsked("revoke")}>
              Revoke
            </Button>
          </>
        )
      }
      onClose={onClose}
      title={name}
    >
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading label="Reading the key" rows={3} />}
      {data !== undefined && <KeyFacts item={data} />}
      <ActionDialog
        description="It stops working at once, for good. What uses it is refused from then on."
        isOpen={asked === "revoke"}
        kind="bad"
        onClose={close}
        run={revoke}
        submit="Revoke it"
        title={<>Revoke the key {name}</>}
      />
      <RotateKey
        id={id}
        isOpen={asked === "rotate"}
        name={name}
        onClose={close}
        onGiven={onGiven}
      />
    </RecordPane>
  );
}
