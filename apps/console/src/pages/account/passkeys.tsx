import { useQuery } from "@tanstack/react-query";
import type { PasskeyJson } from "@handsfree/wire/identity";
import { type ReactNode, useState } from "react";
import { client } from "../../api/client.ts";
import { reread } from "../../api/reread.ts";
import { ActionDialog } from "../../components/action-dialog/action-dialog.tsx";
import { Button } from "../../components/button/button.tsx";
import { ErrorState } from "../../components/error-state/error-state.tsx";
import { TextInput } from "../../components/field/field.tsx";
import { ListRow, Rows } from "../../components/list-row/list-row.tsx";
import { Loading } from "../../components/loading/loading.tsx";
import { Section } from "../../components/section/section.tsx";
import { Time } from "../../components/time/time.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { canMakePasskeys, makePasskey } from "./make-passkey.ts";
import styles from "./lists.module.css";

/** The passkeys by which the person can sign in. */
export function Passkeys(): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: ["passkey", "list"],
    queryFn: ({ signal }) => client.request("GET /v1/passkeys", { signal }),
  });
  const [isAdding, setAdding] = useState(false);
  const [removed, setRemoved] = useState<PasskeyJson>();
  const [name, setName] = useState("");
  return (
    <Section
      actions={
        canMakePasskeys && (
          <Button
            icon="plus"
            onClick={() => {
              setName(suggestedName());
              setAdding(true);
            }}
          >
            Add a passkey
          </Button>
        )
      }
      description="Sign in with your finger, your face or a security key. You then need no link."
      title="Passkeys"
    >
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading label="Reading your passkeys" rows={1} />}
      {data?.items.length === 0 && (
        <p className={styles["none"]}>
          You have no passkey. {canMakePasskeys ? "Add one on each device that you use." : noWay}
        </p>
      )}
      {data !== undefined && data.items.length > 0 && (
        <Rows label="Passkeys">
          {data.items.map((passkey) => (
            <li key={passkey.id}>
              <ListRow
                actions={<Button onClick={() => setRemoved(passkey)}>Remove</Button>}
                facts={[
                  <>
                    Added <Time at={passkey.created_at} />
                  </>,
                  passkey.last_used_at === null ? (
                    "Never used"
                  ) : (
                    <>
                      Last used <Time at={passkey.last_used_at} />
                    </>
                  ),
                ]}
                title={<UntrustedText most={100} text={passkey.name} />}
              />
            </li>
          ))}
        </Rows>
      )}
      <ActionDialog
        description="The browser then asks for your finger, your face, a PIN or a security key."
        isIncomplete={name.trim() === ""}
        isOpen={isAdding}
        onClose={() => setAdding(false)}
        run={() => makePasskey(name.trim()).then(() => reread("passkey"))}
        submit="Add the passkey"
        title="Add a passkey"
      >
        <TextInput
          hint="You recognize it by this, for example phone."
          label="Name"
          maxLength={100}
          onChange={({ target }) => setName(target.value)}
          value={name}
        />
      </ActionDialog>
      <ActionDialog
        description="You can no longer sign in with it. Sessions that it has begun go on."
        isOpen={removed !== undefined}
        kind="bad"
        onClose={() => setRemoved(undefined)}
        run={() =>
          client
            .request("DELETE /v1/passkeys/{id}", { path: { id: removed?.id ?? "" } })
            .then(() => reread("passkey"))
        }
        submit="Remove it"
        title={
          <>
            Remove the passkey <UntrustedText most={60} text={removed?.name ?? ""} />
          </>
        }
      />
    </Section>
  );
}

const noWay = "This browser cannot make one.";

function suggestedName(): string {
  return /Android/.test(navigator.userAgent) ? "Android" : navigator.platform || "this device";
}
