/** What the developer is doing while speaking; it decides how much the assistant says. */
export const profiles = ["default", "workout", "kitchen", "commute"] as const;
export type Profile = (typeof profiles)[number];

/** How a command reached the assistant. */
export const inputTypes = ["text", "audio", "image"] as const;
export type InputType = (typeof inputTypes)[number];

/** What became of a command. */
export const commandStatuses = ["ok", "needs_confirmation", "error"] as const;
export type CommandStatus = (typeof commandStatuses)[number];

/**
 * What is stored of a pending action's life. That one has expired is not stored: it follows from
 * `expires_at` and the clock.
 */
export const pendingActionStates = ["pending", "confirmed", "cancelled"] as const;
export type PendingActionState = (typeof pendingActionStates)[number];
