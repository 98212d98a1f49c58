import {
  createEventTrigger,
  findEventTrigger,
  findNoticePriorities,
  findRepoSubscription,
  listEventTriggers,
  listNotices,
  listRepoSubscriptions,
  makeNotices,
  markNoticesRead,
  removeEventTrigger,
  removeRepoSubscription,
  setNoticePriorities,
  setRepoSubscription,
} from "../../src/entries/notices.ts";
import { on, type Rows } from "./row.ts";
import { ended, id, page, userId } from "./samples.ts";

const by = userId;
const repository = "octo/repo";
const when = { kind: "merged", repository, number: 7, headSha: null } as const;

/** Notices of GitHub's deliveries, subscriptions, and triggers. */
export const notices: Rows = {
  setRepoSubscription: {
    ...on(setRepoSubscription, { userId, repository, kinds: ["merged"], by }),
    alsoTaken: [null],
  },
  findRepoSubscription: on(findRepoSubscription, { userId, repository }),
  listRepoSubscriptions: on(listRepoSubscriptions, { userId, ...page }),
  removeRepoSubscription: on(removeRepoSubscription, { userId, repository, by }),
  findNoticePriorities: on(findNoticePriorities, userId),
  setNoticePriorities: on(setNoticePriorities, { userId, chosen: {}, by }),
  listNotices: on(listNotices, {
    userId,
    ...page,
    profile: "workout",
    unread: true,
    kind: "merged",
    ofLogin: true,
    cursor: undefined,
  }),
  markNoticesRead: on(markNoticesRead, { userId, ids: [id], by }),
  makeNotices: on(makeNotices, { signal: ended, openLimit: 100 }),
  createEventTrigger: {
    ...on(createEventTrigger, {
      userId,
      when,
      propose: { summary: "merge it?", actionType: "merge_pr", actionPayload: {} },
      proposedBy: userId,
      service: null,
      expiresInSeconds: 3600,
      by,
    }),
    alsoTaken: [null],
  },
  findEventTrigger: on(findEventTrigger, { userId, id }),
  listEventTriggers: on(listEventTriggers, { userId, ...page }),
  removeEventTrigger: on(removeEventTrigger, { userId, id, by }),
};
