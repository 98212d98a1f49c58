import { InvalidInputError } from "@handsfree/query";
import type { RepoPolicyTable } from "@handsfree/schema";
import type { Selectable } from "kysely";
import { requireBoolean, requireObject, requireString } from "../validate.ts";
import { checkPolicies } from "./check-policies.ts";
import { defaultEffect, type PolicyEffect } from "./effect.ts";
import type { Policy } from "./policy.ts";
import { isRepository } from "./repository-pattern.ts";

/** The columns of a row of `repo_policies` that say something about proposals. */
export type RepoPolicySettings = Pick<
  Selectable<RepoPolicyTable>,
  | "repo_full_name"
  | "allow_merge"
  | "allow_rerun"
  | "allow_request_review"
  | "allow_comment"
  | "require_confirmation"
>;

/** The types of action that each column is about. Earlier programs proposed `rerun`. */
const permissions = [
  ["merge_pr", "allow_merge"],
  ["rerun", "allow_rerun"],
  ["rerun_checks", "allow_rerun"],
  ["request_review", "allow_request_review"],
  ["comment", "allow_comment"],
] as const;

/**
 * What a user's row of `repo_policies` says about proposals in its repository, as policies for `restrictDecision`:
 *
 * - `allow_merge`, `allow_request_review` and `allow_comment` are about the types `merge_pr`, `request_review` and
 *   `comment`, and `allow_rerun` about `rerun` and `rerun_checks`. A false denies the type. A null, which was never set, says nothing.
 * - `require_confirmation` asks the proposal's approvers for the types that are not denied.
 *
 * No row allows anything: a user's row must not undo a policy of the operator. `require_checks_green` and
 * `required_approvals` are left out. They are about the checks and the reviews of the pull request, which a proposal
 * does not show, or shows as its proposer likes. What merges must look at the pull request.
 *
 * @throws {InvalidInputError} naming the column.
 */
export function fromRepoPolicy(row: RepoPolicySettings): readonly Policy[] {
  const repository = requireString("repo_full_name", requireObject("row", row).repo_full_name);
  if (!isRepository(repository)) {
    throw new InvalidInputError("repo_full_name", "is no owner/name; give one like acme/website");
  }
  requireBoolean("require_confirmation", row.require_confirmation);
  const policyOf = (types: readonly string[], effect: PolicyEffect, subject: string): Policy => ({
    name: `repo_policies ${repository}: ${subject}`,
    match: { types, repositories: [repository] },
    effect,
  });
  const denied = permissions.filter(([, column]) => !isPermitted(column, row[column]));
  const asked = permissions.filter((permission) => !denied.includes(permission));
  const policies = [...Map.groupBy(denied, ([, column]) => column)].map(([column, types]) =>
    policyOf(
      types.map(([type]) => type),
      { kind: "deny", reason: `${column} is off for ${repository}` },
      column,
    ),
  );
  if (row.require_confirmation && asked.length > 0) {
    const types = asked.map(([type]) => type);
    policies.push(policyOf(types, defaultEffect, "require_confirmation"));
  }
  return checkPolicies("policies", policies);
}

function isPermitted(column: string, value: boolean | null): boolean {
  // A null in another column would be a damaged row, which must not permit anything.
  if (value === null && column === "allow_comment") return true;
  return requireBoolean(column, value as boolean);
}
