import { problemTexts } from "./problem-text.ts";

/** Refusals of proposals, decisions and executions. */
export const problemsOfActions = problemTexts({
  already_approved: {
    statuses: [409],
    meaning: "The caller approved the action before.",
    wayOut: "Nothing is left to do; other people must approve it too.",
  },
  already_decided: {
    statuses: [409],
    meaning: "The action was decided before. `action` has the decision.",
    wayOut: "Propose it again, if it is still wanted.",
  },
  denied_by_policy: {
    statuses: [403],
    meaning: "A policy does not allow the action as it was changed.",
    wayOut: "Change it in another way; `reason` says what the policy denies.",
  },
  digest_mismatch: {
    statuses: [409],
    meaning: "The action differs from the one that was shown.",
    wayOut: "Show it again, and decide about the new digest.",
  },
  expired: {
    statuses: [409, 410],
    meaning: "The action expired before it was decided, or the key expired before it was rotated.",
    wayOut: "Propose the action again, or create a new key.",
  },
  may_not_decide: {
    statuses: [403],
    meaning: "The caller may see the action, and is not asked to decide it.",
    wayOut: "Leave the decision to its approvers.",
  },
  not_confirmed: {
    statuses: [409],
    meaning: "The action is not approved, so there is no approval to take back.",
    wayOut: "Decide it if it waits; `action` has its state.",
  },
  not_editable: {
    statuses: [409],
    meaning: "The payload of the action cannot be changed.",
    wayOut: "Reject it, and propose another one.",
  },
  proposer_cannot_approve: {
    statuses: [403],
    meaning: "The caller made what waits for approval.",
    wayOut: "Another person must approve it.",
  },
  strong_confirmation_needed: {
    statuses: [403],
    meaning:
      "The policy that asks wants a passkey: the caller did not sign in with one in the last 5 minutes, or answered by voice.",
    wayOut: "Sign in with a passkey, and approve it on a page. A rejection needs none.",
  },
  too_late: {
    statuses: [409],
    meaning:
      "The approval cannot be taken back: its policy gives no time for that, the time is over, or the action is carried out.",
    wayOut: "Undo what the action did, if it can be undone.",
  },
  too_few_approvers: {
    statuses: [409],
    meaning: "Too few people could approve the changed action.",
    wayOut: "Propose another one.",
  },
  too_many_open: {
    statuses: [429],
    meaning: "As many actions, or triggers, wait as may wait at a time.",
    wayOut: "Decide, or remove, some of them first.",
  },
  too_many_versions: {
    statuses: [409],
    meaning: "The action has as many versions as it may have.",
    wayOut: "Propose another one.",
  },
  unchanged: {
    statuses: [409],
    meaning: "The action has this payload already.",
    wayOut: "Approve it as it is, or send another payload.",
  },
  unknown_group: {
    statuses: [422],
    meaning: "There is no approver group with this name.",
    wayOut: "Use the name of an existing group, or have an admin make it.",
  },
  version_mismatch: {
    statuses: [409],
    meaning: "The payload of the action was edited since. `action` has its version now.",
    wayOut: "Read the action, and send a preview of its present version.",
  },
});
