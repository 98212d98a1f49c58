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
  "pending_action.denied": "a policy denies it, so that it never waits",
  "pending_action.approved": "one of several approvers approved it",
  "pending_action.confirmed": "it may be carried out",
  "pending_action.rejected": "an approver decided against it",
  "pending_action.cancelled": "it was withdrawn, or too few approvers are left",
  "pending_action.edited": "an approver changed its payload, which voids all approvals so far",
  "pending_action.previewed": "an executor said what it would do",
  "pending_action.escalated": "it was not decided in time, and another group is asked",
  "pending_action.expired": "it was not decided in time",
  "pending_action.execution_started": "a worker begins an attempt under a lease",
  "pending_action.execution_released": "a worker gives up its lease",
  "pending_action.execution_ended": "it succeeded, failed or was abandoned",
  "pending_action.deleted": "its owner deleted it",
  "command.linked": "it was said which pending action the command led to",
  "policies.replaced": "the policies have a new version; the log belongs to the nil user",
  "standing_grant.created": "a person approved, in advance, actions of a kind",
  "standing_grant.revoked": "that approval ended early",
  "retention.ran": "a run of retention removed records; the log belongs to the nil user",
  "user.erased": "a person was erased; the log belongs to the nil user",
  "user.created": "a user was added",
  "user.changed": "their address, name or role was changed",
  "user.disabled": "none of their keys works any more, and their sessions end",
  "user.enabled": "their keys work again",
  "service_account.created": "a service was added; the log belongs to the nil user",
  "service_account.disabled": "none of its keys works any more; the log belongs to the nil user",
  "service_account.enabled": "its keys work again; the log belongs to the nil user",
  "approver_group.created": "a group was added; the log belongs to the nil user",
  "approver_group.deleted": "a group was deleted; the log belongs to the nil user",
  "approver_group.member_added": "a person became a member; the log belongs to them",
  "approver_group.member_removed": "a person is no member any more; the log belongs to them",
  "access_key.created":
    "a key was made; the log belongs to its user, or to the nil user for a service",
  "access_key.rotated": "a key got a successor; the log belongs to its user, or to the nil user",
  "access_key.revoked": "a key ended for good; the log belongs to its user, or to the nil user",
  "github_connection.created": "a connection to GitHub was added",
  "github_connection.changed": "its installation, its reference or its scopes were changed",
  "github_connection.removed": "it was removed",
  "repo_policy.set": "a policy of a repository was added or changed",
  "repo_policy.removed": "it was removed",
  "agent_task.created": "a task waits for a worker",
  "agent_task.started": "a worker begins an attempt under a lease, or goes on after an answer",
  "agent_task.input_requested": "its worker asks its owner, and ends the lease",
  "agent_task.input_given": "its owner answered, so that a worker can go on",
  "agent_task.attempt_failed": "an attempt failed, and another one follows",
  "agent_task.released": "a worker gives up its lease",
  "agent_task.ended": "it was completed, or failed for good",
  "agent_task.cancelled": "its owner ended it",
  "agent_task.retried": "its owner made it due, with all its attempts",
  "session.started": "a person signed in",
  "session.ended": "a person signed out, or their session was ended",
  "sign_in_link.created": "a link was made by which a person can sign in once",
  "sign_in_link.used": "the person signed in by it",
  "sign_in_link.replayed": "it was tried again after its use; only the first time is recorded",
  "passkey.added": "a person added a passkey",
  "passkey.removed": "it was removed",
  "passkey.counted_back": "it was refused, since its count of signatures did not grow",
  "openid_identity.bound": "a person was matched with their identity at an OpenID provider",
  "webhook_endpoint.created":
    "an address gets events; the log belongs to their user, or to the nil user",
  "webhook_endpoint.changed": "its address, its description or its types were changed; as above",
  "webhook_endpoint.deleted": "it was deleted with its deliveries; as above",
  "webhook_endpoint.enabled": "events are sent to it again; as above",
  "webhook_endpoint.disabled":
    "it gets none, on request, after days of failure, or as it is gone; as above",
  "webhook_endpoint.secret_rotated": "it got a new secret; as above",
  "webhook_endpoint.tested": "this event is sent to it, and to no other; as above",
  "notification_channel.created": "a person is told of waiting actions in another way",
  "notification_channel.changed": "its name, its address or when it is used was changed",
  "notification_channel.linked": "the person proved that the address is theirs",
  "notification_channel.enabled": "it is used again",
  "notification_channel.disabled":
    "it is not used, on request, after days of failure, or as it is gone",
  "notification_channel.deleted": "it was deleted with its notices",
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
