import type { NoticeKind, NoticePriority, Profile } from "@handsfree/schema";

/** The priority of each kind of notice. */
export type PrioritiesOfKinds = Readonly<Record<NoticeKind, NoticePriority>>;

/**
 * The priorities of each profile, where a user has chosen no others. What a voice can settle at once comes first where
 * hands are busy; what takes a screen waits there.
 */
export const defaultPriorities: Readonly<Record<Profile, PrioritiesOfKinds>> = {
  default: {
    review_requested: "now",
    changes_requested: "soon",
    approved: "soon",
    checks_failed: "now",
    checks_passed: "later",
    mentioned: "soon",
    assigned: "soon",
    merged: "later",
  },
  workout: {
    review_requested: "later",
    changes_requested: "later",
    approved: "soon",
    checks_failed: "soon",
    checks_passed: "soon",
    mentioned: "later",
    assigned: "never",
    merged: "never",
  },
  kitchen: {
    review_requested: "soon",
    changes_requested: "later",
    approved: "soon",
    checks_failed: "now",
    checks_passed: "soon",
    mentioned: "soon",
    assigned: "later",
    merged: "later",
  },
  commute: {
    review_requested: "now",
    changes_requested: "soon",
    approved: "now",
    checks_failed: "now",
    checks_passed: "soon",
    mentioned: "now",
    assigned: "soon",
    merged: "later",
  },
  work: {
    review_requested: "now",
    changes_requested: "now",
    approved: "now",
    checks_failed: "now",
    checks_passed: "soon",
    mentioned: "now",
    assigned: "soon",
    merged: "later",
  },
  focused: {
    review_requested: "later",
    changes_requested: "later",
    approved: "later",
    checks_failed: "soon",
    checks_passed: "later",
    mentioned: "later",
    assigned: "later",
    merged: "never",
  },
  relaxed: {
    review_requested: "later",
    changes_requested: "later",
    approved: "later",
    checks_failed: "soon",
    checks_passed: "never",
    mentioned: "later",
    assigned: "never",
    merged: "never",
  },
};
