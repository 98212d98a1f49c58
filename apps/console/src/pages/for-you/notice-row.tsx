import type { NoticeJson } from "@handsfree/wire/notices";
import type { ReactNode } from "react";
import { Badge } from "../../components/badge/badge.tsx";
import { IconButton } from "../../components/button/button.tsx";
import { Icon } from "../../components/icons/icons.tsx";
import { ListRow } from "../../components/list-row/list-row.tsx";
import { Time } from "../../components/time/time.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { linkOf, priorityTones, subjectOf, wordsOf } from "./notice-words.ts";
import styles from "./for-you.module.css";

/** A notice: what happened where, how urgent it is, and the way to it. */
export function NoticeRow({
  notice,
  isRead,
  onRead,
}: {
  readonly notice: NoticeJson;
  readonly isRead: boolean;
  readonly onRead: () => void;
}): ReactNode {
  const { priority, title, actor, url, happened_at: at } = notice;
  const link = url === null ? undefined : linkOf(url);
  return (
    <ListRow
      actions={!isRead && <IconButton icon="check" label="Mark as read" onClick={onRead} />}
      badges={
        isRead ? (
          <Badge>read</Badge>
        ) : (
          <Badge tone={priorityTones[priority] ?? "neutral"}>{priority}</Badge>
        )
      }
      facts={[
        <UntrustedText canExpand={false} key="subject" most={150} text={subjectOf(notice)} />,
        actor !== null && <UntrustedText canExpand={false} key="actor" most={100} text={actor} />,
        <Time at={at} canToggle={false} key="time" />,
      ]}
      isOver={isRead}
      title={
        link === undefined ? (
          wordsOf(notice)
        ) : (
          <a href={link} onClick={isRead ? undefined : onRead} rel="noreferrer" target="_blank">
            {wordsOf(notice)}
            <span className="visually-hidden"> in {subjectOf(notice)}, on GitHub</span>{" "}
            <span className={styles["external"]}>
              <Icon name="external" size={16} />
            </span>
          </a>
        )
      }
    >
      {title !== null && (
        <p className={styles["about"]}>
          <UntrustedText canExpand={false} most={400} text={title} />
        </p>
      )}
      {url !== null && link === undefined && (
        <p className={styles["about"]}>
          <UntrustedText canExpand={false} most={400} text={url} />
        </p>
      )}
    </ListRow>
  );
}
