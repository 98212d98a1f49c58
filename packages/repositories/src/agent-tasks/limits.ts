/** The limits of agent tasks. */
export const agentTaskLimits = {
  /** The longest instruction, question and answer, in UTF-16 code units. */
  text: 10_000,
  /** The kept part of a worker's progress, in UTF-16 code units. */
  progress: 1_000,
  /** The largest result, in bytes of its JSON text. */
  resultBytes: 262_144,
  /** The most attempts of a task. */
  attempts: 100,
  /** The attempts of a task that does not say how many. */
  defaultAttempts: 3,
  /** The most tasks of one claim. */
  claim: 100,
  /** The most providers of one claim. */
  providers: 100,
} as const;
