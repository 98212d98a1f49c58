import { InvalidInputError } from "@handsfree/query";
import { invisible } from "../escape-invisible.ts";

/**
 * The types of action log that HandsFree writes, and their meanings. Their prefixes (`pending_action.` and so on) are
 * reserved. The log belongs to the owner of the record, except where a text names the nil user.
 */
export const systemActionTypes = {
  "action_run.started": "a side effect begins (`runOnce`)",
  "action_run.taken_over": "its next attempt begins, after a lease has expired",
  "pending_action.proposed": "an action waits for a decision",
  "pending_action.approved": "one of several approvers approved it",
  "pending_action.confirmed": "it may be carried out",
  "pending_action.cancelled": "it will not be carried out",
  "pending_action.expired": "it was not decided in time",
  "pending_action.execution_started": "a worker begins an attempt under a lease",
  "pending_action.execution_released": "a worker gives up its lease",
  "pending_action.execution_ended": "it succeeded, failed or was abandoned",
  "pending_action.deleted": "its owner deleted it",
  "retention.ran": "a run of retention removed records; the log belongs to the nil user",
  "user.erased": "a person was erased; the log belongs to the nil user",
} as const;

/** A type of action log that HandsFree writes. */
export type SystemActionType = keyof typeof systemActionTypes;

/** The events of one kind of record, from the types `<kind>.<event>`. */
export type SystemEvent<Kind extends string> = EventOf<SystemActionType, Kind>;

type EventOf<Type, Kind extends string> = Type extends `${Kind}.${infer Event}` ? Event : never;

const reserved = [
  ...new Set(Object.keys(systemActionTypes).map((type) => type.slice(0, type.indexOf(".") + 1))),
];

/** Such a text is its own NFKC form. Most types are such texts, and the forms of others take longer to find. */
const isVisibleAscii = /^[!-~]*$/;

/**
 * Refuses system types from callers: an audit trail in which a caller can write a confirmation proves nothing. A type
 * that only differs in case, width, leading white space or invisible characters is refused too.
 *
 * @throws {InvalidInputError} for a type with a reserved prefix.
 */
export function requireOwnType(actionType: string): void {
  if (typeof actionType !== "string") return;
  const plain = isVisibleAscii.test(actionType)
    ? actionType
    : actionType.normalize("NFKC").replaceAll(invisible, "").trimStart();
  const looks = plain.toLowerCase();
  if (!reserved.some((beginning) => looks.startsWith(beginning))) return;
  throw new InvalidInputError(
    "actionType",
    `must not begin like a type that HandsFree writes itself (${reserved.join(" ")})`,
  );
}
