import type { ExpandedCommandJson } from "@handsfree/wire/commands";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { StateBadge } from "../../components/badge/badge.tsx";
import { Time } from "../../components/time/time.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import styles from "./commands.module.css";

/** The action that a command led to. */
export function LinkedAction({ command }: { readonly command: ExpandedCommandJson }): ReactNode {
  const { pending_action: action, pending_action_id: id } = command;
  if (id === null) return null;
  if (action === null || action === undefined) {
    return <p className={styles["quiet"]}>It led to an action that you may not read.</p>;
  }
  return (
    <section className={styles["action"]}>
      <h3>It led to this action</h3>
      <p className={styles["summary"]}>
        <UntrustedText text={action.display.summary} />
      </p>
      <p className={styles["facts"]}>
        <StateBadge state={action.state} />
        <UntrustedText canExpand={false} most={80} text={action.display.action_type} />
        {action.repository !== null && (
          <UntrustedText canExpand={false} most={120} text={action.repository} />
        )}
        <Time at={action.decided_at ?? action.created_at} />
      </p>
      <p className={styles["links"]}>
        {action.state === "pending" && <Link to="/">Decide it</Link>}
        <Link search={{ target: action.id }} to="/audit">
          What happened to it
        </Link>
      </p>
    </section>
  );
}
