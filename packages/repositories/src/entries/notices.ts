export { defaultPriorities, type PrioritiesOfKinds } from "../notices/default-priorities.ts";
export { listNotices, type NoticeFilter } from "../notices/list.ts";
export { makeNotices } from "../notices/make-notices.ts";
export type { Notice } from "../notices/notice.ts";
export {
  type ChosenPriorities,
  findNoticePriorities,
  type NewNoticePriorities,
  type NoticePriorities,
  setNoticePriorities,
} from "../notices/priorities.ts";
export { markNoticesRead, type ReadNotices } from "../notices/read.ts";
export {
  type CreatedEventTrigger,
  createEventTrigger,
  type NewEventTrigger,
} from "../notices/triggers/create.ts";
export {
  type EventTriggerFilter,
  type EventTriggerKey,
  type EventTriggerRemoval,
  findEventTrigger,
  listEventTriggers,
  removeEventTrigger,
} from "../notices/triggers/find.ts";
export { triggerLimits } from "../notices/triggers/limits.ts";
export type {
  EventTrigger,
  TriggerCondition,
  TriggeredProposal,
} from "../notices/triggers/trigger.ts";
export {
  findRepoSubscription,
  listRepoSubscriptions,
  type RepoSubscriptionFilter,
  type RepoSubscriptionKey,
} from "../repo-subscriptions/find.ts";
export {
  type NewRepoSubscription,
  removeRepoSubscription,
  type RepoSubscriptionRemoval,
  type SetRepoSubscription,
  setRepoSubscription,
} from "../repo-subscriptions/set.ts";
export type { RepoSubscription } from "../repo-subscriptions/subscription.ts";
