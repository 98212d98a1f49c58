/** The limits and defaults of pending actions. */
export const pendingActionLimits = {
  /** The maximum number of approvers of one action. */
  approvers: 50,
  /** The default maximum number of a user's actions that wait at a time. */
  defaultOpen: 100,
  /** The default time to decide an action, in seconds. */
  defaultTimeToLive: 3_600,
  /** The shortest time to decide, in seconds: a person must hear the question first. */
  minimumTimeToLive: 10,
  /** The longest time to decide, in seconds: 30 days. */
  maximumTimeToLive: 2_592_000,
  /** The longest summary, in UTF-16 code units. */
  summaryLength: 10_000,
  /** The longest texts of a preview, in UTF-16 code units, and the maximum number of its facts. */
  preview: { title: 300, url: 2_000, facts: 20, label: 100, value: 1_000 },
  /** The default maximum number of attempts. */
  defaultAttempts: 3,
  /** The largest maximum of attempts that a proposal can set. */
  attempts: 100,
  /** The longest time from a release to the next attempt, in seconds: a day. */
  retryAfter: 86_400,
  /** The maximum number of versions of one action's payload. */
  versions: 100,
  /** The maximum number of actions that one call decides. */
  decisionsAtOnce: 100,
  /** How long after a sign-in by passkey its session gives a strong confirmation, in seconds. */
  strongConfirmation: 300,
  /** The maximum number of types in one claim. */
  claimTypes: 100,
} as const;
