import { InvalidInputError } from "@handsfree/query";
import { requirePerson } from "../person.ts";
import { requireBoolean, shown } from "../validate.ts";
import { pendingActionLimits } from "./limits.ts";

/** Who decides an action, and how many of them it takes. */
export interface NewApprovalPolicy {
  /** UUID of the person in whose name it is proposed. Default: the owner. */
  readonly proposedBy?: string | undefined;
  /** UUIDs of those who may decide it: at most 50, no one twice. Default: the owner alone. */
  readonly approvers?: readonly string[] | undefined;
  /** How many distinct people must approve, from 1 to as many as can. Default 1. */
  readonly requiredApprovals?: number | undefined;
  /** Whether the proposer may approve, where they are among the approvers. Default true. */
  readonly proposerMayApprove?: boolean | undefined;
}

/** A policy that can be met. */
export interface ApprovalPolicy {
  readonly proposedBy: string;
  readonly approvers: readonly string[];
  readonly requiredApprovals: number;
  readonly proposerMayApprove: boolean;
}

/** @throws {InvalidInputError} naming the field, also for a policy that can never be met. */
export function requireApprovalPolicy(owner: string, input: NewApprovalPolicy): ApprovalPolicy {
  const { requiredApprovals = 1, proposerMayApprove = true } = input;
  // A text such as "false" would let them.
  requireBoolean("proposerMayApprove", proposerMayApprove);
  const { proposedBy: proposer = owner, approvers: people = [owner] } = input;
  const proposedBy = requirePerson("proposedBy", proposer);
  const approvers = requireApprovers(people);
  const able = approvers.filter((person) => proposerMayApprove || person !== proposedBy).length;
  if (!Number.isInteger(requiredApprovals) || requiredApprovals < 1 || requiredApprovals > able) {
    throw new InvalidInputError(
      "requiredApprovals",
      able === 0
        ? "cannot be met, since nobody but the proposer may decide; name another approver, or let the proposer approve"
        : `is ${shown(requiredApprovals)}; give a whole number from 1 to ${able}, the number of people who can approve`,
    );
  }
  return { proposedBy, approvers, requiredApprovals, proposerMayApprove };
}

function requireApprovers(people: readonly string[]): readonly string[] {
  if (
    !Array.isArray(people) ||
    people.length === 0 ||
    people.length > pendingActionLimits.approvers
  ) {
    throw new InvalidInputError(
      "approvers",
      `must be a list of 1 to ${pendingActionLimits.approvers} UUIDs; leave it out for the owner alone`,
    );
  }
  const approvers = people.map((person) => requirePerson("approvers", person));
  if (new Set(approvers).size === approvers.length) return approvers;
  throw new InvalidInputError("approvers", "names a person twice; name each once");
}
