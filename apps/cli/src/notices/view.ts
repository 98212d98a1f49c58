import type { Notice, RepoSubscription } from "@handsfree/repositories/notices";
import { renderNotice, renderRepoSubscription } from "@handsfree/wire/notices";
import type { View } from "../output/page.ts";

export const noticeView: View<Notice> = {
  empty: "The user has no notice.",
  columns: {
    "CREATED AT": (notice) => notice.createdAt,
    PRIORITY: (notice) => notice.priority,
    KIND: (notice) => notice.kind,
    SUBJECT: ({ repository, number }) => (number === null ? repository : `${repository}#${number}`),
    TITLE: (notice) => notice.title,
    "READ AT": (notice) => notice.readAt,
    ID: (notice) => notice.id,
  },
  render: renderNotice,
};

export const subscriptionView: View<RepoSubscription> = {
  empty: "The user watches no repository.",
  columns: {
    "CREATED AT": (subscription) => subscription.createdAt,
    REPOSITORY: (subscription) => subscription.repository,
    KINDS: (subscription) => subscription.kinds?.join(" ") ?? "all",
  },
  render: renderRepoSubscription,
};
