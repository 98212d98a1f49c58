/** The limits of groups of approvers. */
export const approverGroupLimits = {
  /** The maximum number of groups. */
  groups: 1_000,
  /** The maximum number of members of a group. */
  members: 1_000,
} as const;
