import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { client } from "../../api/client.ts";
import { Button } from "../../components/button/button.tsx";
import { EmptyState } from "../../components/empty-state/empty-state.tsx";
import { describeError } from "../../components/error-state/describe-error.ts";
import { Select } from "../../components/field/field.tsx";
import { showToast } from "../../components/toast/show-toast.ts";
import { VirtualList } from "../../components/virtual-list/virtual-list.tsx";
import { markAllRead } from "./mark-all-read.ts";
import { NoticeRow } from "./notice-row.tsx";
import { subjectOf, wordsOf } from "./notice-words.ts";
import { forYouRoute } from "./routes.ts";
import styles from "./for-you.module.css";

/** How many notices are read at a time. */
const pageSize = 50;

/** The notices, newest first. */
export function NoticeList(): ReactNode {
  const { show } = forYouRoute.useSearch();
  const navigate = forYouRoute.useNavigate();
  const queryClient = useQueryClient();
  // One that was marked stays where it is, also among those that were not read.
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const [isMarking, setMarking] = useState(false);
  const isUnread = show === "unread";
  const filter = isUnread ? { unread: true } : {};
  const showAll = (): void => void navigate({ search: {} });

  const mark = (id: string): void => {
    setMarked((before) => new Set([...before, id]));
    client.notices.read({ ids: [id] }).catch((error: unknown) => {
      setMarked((before) => new Set([...before].filter((one) => one !== id)));
      tellFailure(error);
    });
  };
  const markAll = (): void => {
    setMarking(true);
    void markAllRead()
      .catch(tellFailure)
      .then(async () => {
        await queryClient.resetQueries({ queryKey: ["pages", "notice"] });
        setMarking(false);
      });
  };

  return (
    <>
      <div className={styles["controls"]}>
        <Select
          hasHiddenLabel
          label="Which notices"
          onChange={({ target }) =>
            void navigate({ search: target.value === "unread" ? { show: "unread" } : {} })
          }
          options={[
            { value: "", label: "All notices" },
            { value: "unread", label: "Not read" },
          ]}
          value={show ?? ""}
        />
        <Button icon="check" isBusy={isMarking} onClick={markAll}>
          Mark all as read
        </Button>
      </div>
      <VirtualList
        empty={
          isUnread ? (
            <EmptyState
              actions={<Button onClick={showAll}>Show all notices</Button>}
              icon="check"
              title="You have read everything"
            >
              What comes next shows here at once.
            </EmptyState>
          ) : (
            <EmptyState icon="for-you" title="Nothing came for you yet">
              When GitHub tells that your review is wanted, that you are mentioned, or that your
              checks failed, it shows here. An admin connects your login on GitHub.
            </EmptyState>
          )
        }
        label="notices"
        list={{
          kind: "notice",
          filter,
          newTypes: ["notice.made"],
          read: (cursor, signal) =>
            client.notices
              .list(
                { ...filter, limit: pageSize, ...(cursor !== undefined && { cursor }) },
                { signal },
              )
              .page(),
        }}
        row={(notice) => (
          <NoticeRow
            isRead={notice.read_at !== null || marked.has(notice.id)}
            notice={notice}
            onRead={() => mark(notice.id)}
          />
        )}
        rowHeight={120}
        rowLabel={(notice) => `${wordsOf(notice)}, ${subjectOf(notice)}`}
      />
    </>
  );
}

function tellFailure(error: unknown): void {
  const { title, detail } = describeError(error);
  showToast({ kind: "bad", title: `Not marked as read: ${title}`, description: detail });
}
