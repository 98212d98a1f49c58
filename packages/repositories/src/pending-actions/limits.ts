/** The limits and defaults of pending actions. */
export const pendingActionLimits = {
  /** The most approvers of one action. */
  approvers: 50,
  /** How many actions of one user may wait at a time, by default. */
  defaultOpen: 100,
  /** How long an action waits by default, in seconds. */
  defaultTimeToLive: 3_600,
  /** The shortest wait, in seconds: a person has to hear the question first. */
  minimumTimeToLive: 10,
  /** The longest wait, in seconds: 30 days. */
  maximumTimeToLive: 2_592_000,
  /** The longest summary, in UTF-16 code units. */
  summaryLength: 10_000,
  /** How often an execution may begin, by default. */
  defaultAttempts: 3,
  /** The most attempts that a proposal can allow. */
  attempts: 100,
  /** The most types in one request for a claim. */
  claimTypes: 100,
} as const;
