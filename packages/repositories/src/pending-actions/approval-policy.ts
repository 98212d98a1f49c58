import { InvalidInputError } from "@handsfree/query";
import { requirePerson } from "../person.ts";
import { policyLimits } from "../policies/limits.ts";
import { requirePolicyName } from "../policies/policy-name.ts";
import { requireBoolean, shown } from "../validate.ts";
import { pendingActionLimits } from "./limits.ts";

/** The people who may decide an action, and the number of approvals that it needs. Stored policies can name others. */
export interface NewApprovalPolicy {
  /** UUID of the person in whose name it is proposed. Default: the owner. */
  readonly proposedBy?: string | undefined;
  /** UUIDs of the people who may decide it, at most 50, without duplicates. Default: only the owner, or the group. */
  readonly approvers?: readonly string[] | undefined;
  /** The name of a group whose members may decide it too. Default: none. */
  readonly approverGroup?: string | null | undefined;
  /**
   * The number of distinct people who must approve, from 1 to the number of people who can; with a group, to 20. Default
   * 1.
   */
  readonly requiredApprovals?: number | undefined;
  /** Whether a proposer who is an approver may approve. Default true. */
  readonly proposerMayApprove?: boolean | undefined;
}

/** A policy that can be satisfied, if the group has enough members. */
export interface ApprovalPolicy {
  readonly proposedBy: string;
  readonly approvers: readonly string[];
  readonly approverGroup: string | null;
  readonly requiredApprovals: number;
  readonly proposerMayApprove: boolean;
}

/** @throws {InvalidInputError} naming the field, also for a policy that cannot be satisfied. */
export function requireApprovalPolicy(owner: string, input: NewApprovalPolicy): ApprovalPolicy {
  const { requiredApprovals = 1, proposerMayApprove = true } = input;
  // A string such as "false" is truthy.
  requireBoolean("proposerMayApprove", proposerMayApprove);
  const approverGroup = optionalGroup(input.approverGroup);
  const { proposedBy: proposer = owner } = input;
  const { approvers: people = approverGroup === null ? [owner] : undefined } = input;
  const proposedBy = requirePerson("proposedBy", proposer);
  const approvers = people === undefined ? [] : requireApprovers(people);
  const able = approvers.filter((person) => proposerMayApprove || person !== proposedBy).length;
  const most = approverGroup === null ? able : policyLimits.approvals;
  if (!Number.isInteger(requiredApprovals) || requiredApprovals < 1 || requiredApprovals > most) {
    throw new InvalidInputError(
      "requiredApprovals",
      most === 0
        ? "cannot be satisfied, since the only approver is the proposer; add an approver, or let the proposer approve"
        : `must be a whole number from 1 to ${most}, the number of people who can approve, got ${shown(requiredApprovals)}`,
    );
  }
  return { proposedBy, approvers, approverGroup, requiredApprovals, proposerMayApprove };
}

function optionalGroup(name: string | null | undefined): string | null {
  return name === undefined || name === null ? null : requirePolicyName("approverGroup", name);
}

function requireApprovers(people: readonly string[]): readonly string[] {
  if (
    !Array.isArray(people) ||
    people.length === 0 ||
    people.length > pendingActionLimits.approvers
  ) {
    throw new InvalidInputError(
      "approvers",
      `must be a list of 1 to ${pendingActionLimits.approvers} UUIDs, or be left out for only the owner`,
    );
  }
  const approvers = people.map((person) => requirePerson("approvers", person));
  if (new Set(approvers).size === approvers.length) return approvers;
  throw new InvalidInputError("approvers", "must name each person only once");
}
