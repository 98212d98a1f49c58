import type { ReactNode } from "react";
import type { NotificationChannelJson } from "@handsfree/wire/notifications";
import { Select } from "../../components/field/field.tsx";
import { Mark } from "../../shell/mark.tsx";
import styles from "./notifications.module.css";

type Content = NotificationChannelJson["content"];

const hints: Readonly<Record<NotificationChannelJson["kind"], string>> = {
  web_push: "Anyone who sees the locked screen sees it. Arguments and payloads never show.",
  ntfy: "The ntfy server, and everyone who knows the topic, can read it. Arguments and payloads never show.",
  email: "The mail servers on the way can read it. Arguments and payloads never show.",
  slack:
    "Slack can read it. With the summary, the message has buttons to approve and to reject. Arguments and payloads never show.",
};

/** The choice of what a notice shows, with an example of it. */
export function ChooseContent({
  kind,
  content,
  onChange,
}: {
  readonly kind: NotificationChannelJson["kind"];
  readonly content: Content;
  readonly onChange: (content: Content) => void;
}): ReactNode {
  return (
    <div className={styles["content"]}>
      <Select
        hint={hints[kind]}
        label="What it shows"
        onChange={({ target }) => onChange(target.value === "summary" ? "summary" : "none")}
        options={[
          { value: "none", label: "Only that an action waits" },
          { value: "summary", label: "Also what the action does, in one line" },
        ]}
        value={content}
      />
      <figure className={styles["example"]}>
        <figcaption>Example</figcaption>
        <div className={styles["notice"]}>
          <Mark />
          <div>
            <strong>An action waits for you</strong>
            {content === "summary" && <p>Merge octo/repo#12 into main</p>}
          </div>
        </div>
      </figure>
    </div>
  );
}
