import type { UserRole } from "@handsfree/schema";
import type { Memberships, MembershipQuestion } from "../approver-groups/memberships.ts";
import type { PendingAction } from "./action.ts";

/** The members of an action that decide who is asked. */
type Terms = Pick<PendingAction, "approvers" | "approverGroup" | "escalatesAt" | "escalationGroup">;

/** The people and the group that are asked at a time. */
interface Asked {
  readonly people: readonly string[];
  /** The name of the group; null for none. */
  readonly group: string | null;
}

/** Whether the escalation group is asked, and the others no longer. */
export function hasEscalated({ escalatesAt }: Terms, now: Date): boolean {
  return escalatesAt !== null && escalatesAt <= now;
}

/** Who is asked at a time. */
export function askedAt(action: Terms, now: Date): Asked {
  return hasEscalated(action, now)
    ? { people: [], group: action.escalationGroup }
    : { people: action.approvers, group: action.approverGroup };
}

/** By what a person may decide: the name of a group, or null if they are named themselves. */
export interface Standing {
  readonly group: string | null;
}

/** A person, and the role that says whose actions they may decide. */
export interface RoleHolder {
  readonly userId: string;
  readonly role: UserRole;
}

/** `standingOf`, for a caller with a role. */
export function standingOfRole(
  action: Terms & Pick<PendingAction, "userId">,
  { userId, role }: RoleHolder,
  members: Memberships,
  now: Date,
): Standing | undefined {
  const mayDecideIt = role !== "member" || action.userId === userId;
  return mayDecideIt ? standingOf(action, userId, members, now) : undefined;
}

/** @returns undefined if the person is not asked at this time. */
function standingOf(
  action: Terms,
  userId: string,
  members: Memberships,
  now: Date,
): Standing | undefined {
  const { people, group } = askedAt(action, now);
  if (people.includes(userId)) return { group: null };
  return members.has(group, userId) ? { group } : undefined;
}

/**
 * Whether a person may see an action: its owner, its proposer, and the people who are asked, also those who no longer
 * are since it escalated. For others it does not exist.
 */
export function maySee(
  action: Terms & Pick<PendingAction, "userId" | "proposedBy">,
  userId: string,
  members: Memberships,
  now: Date,
): boolean {
  return (
    action.userId === userId ||
    action.proposedBy === userId ||
    action.approvers.includes(userId) ||
    members.has(action.approverGroup, userId) ||
    standingOf(action, userId, members, now) !== undefined
  );
}

/** Whether an approval of this person can count. The author of an edited version is as its proposer. */
export function mayApprove(
  {
    proposerMayApprove,
    proposedBy,
    editedBy,
  }: Pick<PendingAction, "proposerMayApprove" | "proposedBy" | "editedBy">,
  userId: string,
): boolean {
  return proposerMayApprove || (userId !== proposedBy && userId !== editedBy);
}

/** The memberships that `standingOf` and `maySee` need to know; none for an action without groups. */
export function membershipsOf(
  { approverGroup, escalationGroup }: Pick<Terms, "approverGroup" | "escalationGroup">,
  userId: string,
): MembershipQuestion[] {
  return [approverGroup, escalationGroup].flatMap((group) =>
    group === null ? [] : { group, userId },
  );
}
