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
import { nameOfPerson } from "../../directory/directory.ts";
import { useMe } from "../../session/me.ts";
import { LockDialog } from "./lock-dialog.tsx";
import { PersonForm } from "./person-form.tsx";
import { roleMeanings } from "./roles.ts";
import { SignInLink } from "./sign-in-link.tsx";

/** One person: who they are, what they may do, and how they get in. */
export function PersonDetail({
  id,
  onClose,
}: {
  readonly id: string;
  readonly onClose: () => void;
}): ReactNode {
  const me = useMe();
  const { data, error, refetch } = useQuery({
    queryKey: ["user", "one", id],
    queryFn: ({ signal }) => client.request("GET /v1/users/{id}", { path: { id }, signal }),
  });
  const [asked, setAsked] = useState<"change" | "lock" | "link">();
  const close = (): void => setAsked(undefined);
  const isDisabled = data !== undefined && data.disabled_at !== null;
  const name = (
    <UntrustedText most={120} text={data === undefined ? "Person" : nameOfPerson(data)} />
  );
  const lock = async (): Promise<void> => {
    const path = { id };
    if (isDisabled) await client.request("POST /v1/users/{id}/enable", { path });
    else await client.request("POST /v1/users/{id}/disable", { path });
    await reread("user");
  };
  return (
    <RecordPane
      closeLabel="Back to the list"
      actions={
        data !== undefined && (
          <>
            <Button icon="edit" onClick={() => setAsked("change")}>
              Change
            </Button>
            {!isDisabled && (
              <Button icon="external" onClick={() => setAsked("link")}>
                Sign-in link
              </Button>
            )}
            <Button kind={isDisabled ? "plain" : "bad"} onClick={() => setAsked("lock")}>
              {isDisabled ? "Enable" : "Disable"}
            </Button>
          </>
        )
      }
      onClose={onClose}
      title={name}
    >
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading label="Reading the person" rows={2} />}
      {data !== undefined && (
        <>
          <Facts
            rows={[
              [
                "State",
                isDisabled ? (
                  <span key="state">
                    <Badge tone="bad">disabled</Badge> <Time at={data.disabled_at ?? ""} />
                  </span>
                ) : (
                  <Badge key="state" tone="good">
                    enabled
                  </Badge>
                ),
              ],
              ["Role", `${data.role}: ${roleMeanings[data.role]}`],
              [
                "E-mail",
                data.email === null ? "none" : <UntrustedText key="email" text={data.email} />,
              ],
              ["Added", <Time at={data.created_at} key="added" />],
              [
                "Keys",
                <Link key="keys" search={{ whose: "all", user: id }} to="/keys">
                  Their keys
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
          <PersonForm isOpen={asked === "change"} onClose={close} person={data} />
          <SignInLink isOpen={asked === "link"} onClose={close} person={data} />
        </>
      )}
      <LockDialog
        isDisabled={isDisabled}
        isOpen={asked === "lock"}
        name={name}
        note={id === me.user.id ? "That is you: you would be signed out." : undefined}
        onClose={close}
        run={lock}
        what="keys and sessions"
      />
    </RecordPane>
  );
}
