import { InvalidInputError } from "@handsfree/query";
import { invisible } from "../escape-invisible.ts";

/**
 * All types of action log that HandsFree writes itself, and what each says. What begins like one of them is reserved.
 * Of the person whose record it is, unless it says another owner.
 */
export const systemActionTypes = {
  "action_run.started": "a side effect begins (`runOnce`)",
  "action_run.taken_over": "its next attempt begins, after a lease that has ended",
  "pending_action.proposed": "an action waits for a decision",
  "pending_action.approved": "one of several approvers has approved it",
  "pending_action.confirmed": "it may be carried out",
  "pending_action.cancelled": "it will not be carried out",
  "pending_action.expired": "its time to be decided is over",
  "pending_action.execution_started": "a worker begins an attempt under a lease",
  "pending_action.execution_released": "a worker gives its lease up",
  "pending_action.execution_ended": "it succeeded, failed or was abandoned",
  "pending_action.deleted": "its owner has deleted it",
  "retention.ran": "a run of retention has removed something; of the nil user",
  "user.erased": "a person was erased; of the nil user",
} as const;

/** A type of action log that HandsFree writes itself. */
export type SystemActionType = keyof typeof systemActionTypes;

/** What can happen to one kind of record, from the types `<kind>.<event>`. */
export type SystemEvent<Kind extends string> = EventOf<SystemActionType, Kind>;

type EventOf<Type, Kind extends string> = Type extends `${Kind}.${infer Event}` ? Event : never;

const reserved = [
  ...new Set(Object.keys(systemActionTypes).map((type) => type.slice(0, type.indexOf(".") + 1))),
];

/**
 * Refuses the types that callers cannot put on record themselves: an audit trail in which any caller confirms proves
 * nothing. A type that only looks like one of them, by its case, its width, white space or characters that do not show,
 * is refused as well.
 *
 * @throws {InvalidInputError} for a type that begins like those of `systemActionTypes`.
 */
export function requireOwnType(actionType: string): void {
  if (typeof actionType !== "string") return;
  const looks = actionType.normalize("NFKC").replaceAll(invisible, "").trimStart().toLowerCase();
  if (!reserved.some((beginning) => looks.startsWith(beginning))) return;
  throw new InvalidInputError(
    "actionType",
    `begins like the types that HandsFree writes itself (${reserved.join(" ")}); give another one`,
  );
}
