import type { ExpandedActionLogJson } from "@handsfree/wire/action-logs";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Badge, StateBadge } from "../../../components/badge/badge.tsx";
import { Facts } from "../../../components/card/card.tsx";
import { CopiedText } from "../../../components/copy/copied-text.tsx";
import { UntrustedText } from "../../../components/untrusted-text/untrusted-text.tsx";
import { nameOfActor } from "../name-of-actor.ts";
import styles from "./log.module.css";

/** The members of a record but its contents. */
export function LogFacts({ log }: { readonly log: ExpandedActionLogJson }): ReactNode {
  const { pending_action: action, idempotency_key: key } = log;
  const owner = log.names?.[log.user_id]?.name;
  return (
    <Facts
      rows={[
        ["Target", log.target !== null && <CopiedText label="the target" text={log.target} />],
        ["Asked for by", <Actor key="actor" log={log} />],
        ["In the name of", <UntrustedText key="owner" text={owner ?? nameOfOwner(log)} />],
        [
          "Action",
          action !== null && action !== undefined && (
            <>
              <UntrustedText text={action.display.summary} /> <StateBadge state={action.state} />
            </>
          ),
        ],
        ["Idempotency key", key !== null && <CopiedText label="the idempotency key" text={key} />],
        ["Id", <CopiedText key="id" label="the id of the record" text={log.id} />],
      ]}
    />
  );
}

function nameOfOwner({ user_id: id }: ExpandedActionLogJson): string {
  return /^[0-]+$/.test(id) ? "The system" : id;
}

function Actor({ log }: { readonly log: ExpandedActionLogJson }): ReactNode {
  const { actor, credential_id: id } = log;
  const credential = actor?.credential;
  return (
    <div className={styles["actor"]}>
      <span>
        <UntrustedText text={nameOfActor(log)} />{" "}
        {actor?.kind === "service" && <Badge>service</Badge>}
      </span>
      {credential !== null && credential !== undefined && (
        <span className={styles["credential"]}>
          {credential.kind === "key" ? "by the key " : "by a session "}
          <UntrustedText most={120} text={credential.name ?? credential.user_agent ?? ""} />
        </span>
      )}
      {id !== null && (
        <Link
          className={styles["credential"]}
          from="/audit"
          search={(before) => ({ ...before, credential: id })}
          to="/audit"
        >
          Show all that was asked for by it
        </Link>
      )}
    </div>
  );
}
