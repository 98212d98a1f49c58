/** What the developer is doing while speaking; it decides how much the assistant says. */
export const profiles = ["default", "workout", "kitchen", "commute"] as const;
/** One of `profiles`. */
export type Profile = (typeof profiles)[number];

/** How a command reached the assistant. */
export const inputTypes = ["text", "audio", "image"] as const;
/** One of `inputTypes`. */
export type InputType = (typeof inputTypes)[number];

/** What became of a command. */
export const commandStatuses = ["ok", "needs_confirmation", "error"] as const;
/** One of `commandStatuses`. */
export type CommandStatus = (typeof commandStatuses)[number];

/**
 * What is stored of a pending action's life. That one has expired is not stored: it follows from
 * `expires_at` and the clock.
 */
export const pendingActionStates = ["pending", "confirmed", "cancelled"] as const;
/** One of `pendingActionStates`. */
export type PendingActionState = (typeof pendingActionStates)[number];
