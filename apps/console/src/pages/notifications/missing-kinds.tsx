import type { ReactNode } from "react";
import { Note } from "../../components/note/note.tsx";
import type { ChannelKind } from "./channel-queries.ts";
import styles from "./notifications.module.css";

const settings: Readonly<
  Record<ChannelKind, readonly [name: string, first: string, second?: string]>
> = {
  web_push: ["Browsers", "WEBHOOK_SIGNING_KEY"],
  ntfy: ["ntfy", "WEBHOOK_SIGNING_KEY"],
  email: ["E-mail", "SMTP_URL", "MAIL_FROM"],
  slack: ["Slack", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"],
};

/** What the operator must set before the server can notify by more. */
export function MissingKinds({ kinds }: { readonly kinds: readonly ChannelKind[] }): ReactNode {
  const missing = (Object.keys(settings) as ChannelKind[]).filter((kind) => !kinds.includes(kind));
  if (missing.length === 0) return null;
  return (
    <Note title="Not set up on this server">
      <ul className={styles["missing"]}>
        {missing.map((kind) => {
          const [name, first, second] = settings[kind];
          return (
            <li key={kind}>
              {name} works once the operator sets <code>{first}</code>
              {second !== undefined && (
                <>
                  {" "}
                  and <code>{second}</code>
                </>
              )}
              .
            </li>
          );
        })}
      </ul>
    </Note>
  );
}
