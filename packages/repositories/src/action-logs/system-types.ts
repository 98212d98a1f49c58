import { InvalidInputError } from "@handsfree/query";
import { invisible } from "../escape-invisible.ts";

/** All types of action log that HandsFree writes itself. What begins like one of them is reserved. */
const systemActionTypes = [
  "action_run.started",
  "action_run.taken_over",
  "pending_action.proposed",
  "pending_action.approved",
  "pending_action.confirmed",
  "pending_action.cancelled",
  "pending_action.expired",
  "pending_action.execution_started",
  "pending_action.execution_released",
  "pending_action.execution_ended",
  "pending_action.deleted",
  "retention.ran",
  "user.erased",
] as const;

/** A type of action log that HandsFree writes itself. */
export type SystemActionType = (typeof systemActionTypes)[number];

/** What can happen to one kind of record, from the types `<kind>.<event>`. */
export type SystemEvent<Kind extends string> = EventOf<SystemActionType, Kind>;

type EventOf<Type, Kind extends string> = Type extends `${Kind}.${infer Event}` ? Event : never;

const reserved = [
  ...new Set(systemActionTypes.map((type) => type.slice(0, type.indexOf(".") + 1))),
];

/**
 * What callers cannot put on record themselves: an audit trail in which anybody confirms proves nothing. Nor what
 * only looks like it, by its case, its width, white space or characters that do not show.
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
