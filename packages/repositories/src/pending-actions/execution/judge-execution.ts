import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { membersOf } from "../../approver-groups/memberships.ts";
import { type Context, requireCall, systemContext } from "../../context.ts";
import { findServiceNames } from "../../identity/service-names.ts";
import {
  type AskAsProposedEffect,
  type AskEffect,
  isStrong,
  type PolicyEffect,
} from "../../policies/effect.ts";
import { findApprovalTerms } from "../../policies/store/find-approval-terms.ts";
import { judgeProposals } from "../../policies/store/judge-proposals.ts";
import { type ActionTerms, termsOfAsk } from "../../policies/terms.ts";
import { findMergeConditions, type MergeConditions } from "../../repo-policies/conditions.ts";
import { requireUuid } from "../../validate.ts";
import { type PendingAction, toPendingAction } from "../action.ts";
import { findActionApprovals } from "../find-approvals.ts";
import { findRow } from "../find-rows.ts";
import { mayApprove } from "../may-decide.ts";

/** Whether the policies of this moment permit the execution of an action that was decided before. */
export type ExecutionJudgment =
  | {
      readonly outcome: "permitted";
      /** The conditions of the owner's policy for a pull request. Its caller compares it with GitHub. */
      readonly merge: MergeConditions;
    }
  | {
      readonly outcome: "refused";
      /** The name of the policy; null for the default. */
      readonly policy: string | null;
      /** In a sentence for people. */
      readonly reason: string;
    }
  | { readonly outcome: "not_found" };

/**
 * Judges a decided action again, for an executor that is about to carry it out: by the newest stored policies and the
 * owner's `repo_policies`. It is refused if they deny it now, or if they now ask for people who did not approve it. The
 * approvals count as they were given; those of people who have left a group since count unless the policies changed.
 *
 * @param actionId UUID of the action.
 * @throws {InvalidInputError} for an id that is not a UUID.
 */
export async function judgeExecution(
  db: Executor<Database>,
  actionId: string,
  context: Context = systemContext,
): Promise<ExecutionJudgment> {
  requireCall(db, context);
  const row = await findRow(db, "id", requireUuid("actionId", actionId));
  if (row === undefined) return { outcome: "not_found" };
  const action = toPendingAction(row);
  const { userId, actionType, actionPayloadJson, repository, serviceId } = action;
  const names = await findServiceNames(db, serviceId === null ? [] : [serviceId]);
  const service = serviceId === null ? null : (names.get(serviceId) ?? serviceId);
  const proposal = { userId, actionType, actionPayloadJson, repository, service };
  const [judgment] = await judgeProposals(db, [proposal]);
  if (judgment === undefined) throw new TypeError("each proposal gets a judgment");
  const { effect, policy } = judgment;
  const reason = await findRefusal(db, action, effect, context);
  if (reason !== undefined) return { outcome: "refused", policy, reason };
  const merge = await findMergeConditions(db, userId, repository);
  return { outcome: "permitted", merge };
}

/** Why an effect does not permit what was decided; undefined if it does. */
async function findRefusal(
  db: Executor<Database>,
  action: PendingAction,
  effect: PolicyEffect,
  context: Context,
): Promise<string | undefined> {
  if (effect.kind === "allow") return undefined;
  if (effect.kind === "deny") return `a policy denies it now: ${effect.reason}`;
  const isNewlyStrong = isStrong(effect) && !(await wasStrong(db, action));
  if (isNewlyStrong) return "a policy now asks for approvals that a passkey confirms";
  const wanted = termsOfAsk(effect, action, context.now());
  if (isSameQuestion(wanted, action) && action.approvals >= wanted.requiredApprovals) {
    return undefined;
  }
  const approved = await countApprovals(db, action, wanted);
  if (approved >= wanted.requiredApprovals) return undefined;
  return `${subjectOf(effect)} ${countOf(wanted.requiredApprovals)}, and it has ${approved} of them`;
}

function subjectOf(effect: AskEffect | AskAsProposedEffect): string {
  if (effect.whom === "as_proposed") return "it now needs";
  const { whom } = effect;
  const people = "group" in whom ? `the group ${whom.group}` : "people whom it names";
  return `a policy now asks ${people} for`;
}

function countOf(approvals: number): string {
  return approvals === 1 ? "1 approval" : `${approvals} approvals`;
}

/** Whether the policy that asked had asked for passkeys. */
async function wasStrong(
  db: Executor<Database>,
  { id, policyName, policyVersion }: PendingAction,
): Promise<boolean> {
  const asked = { id, state: "pending", policyName, policyVersion } as const;
  return (await findApprovalTerms(db, [asked])).get(id)?.isStrong === true;
}

/** Whether the people who were asked are those who would be asked now. */
function isSameQuestion(wanted: ActionTerms, action: PendingAction): boolean {
  return (
    wanted.approverGroup === action.approverGroup &&
    wanted.escalationGroup === action.escalationGroup &&
    wanted.approvers.length === action.approvers.length &&
    wanted.approvers.every((person) => action.approvers.includes(person))
  );
}

/** The number of people who approved this version, and who would be asked now. */
async function countApprovals(
  db: Executor<Database>,
  action: PendingAction,
  wanted: ActionTerms,
): Promise<number> {
  const found = (await findActionApprovals(db, [action.id])).get(action.id) ?? [];
  const approvers = new Set(
    found.flatMap(({ userId, version }) => (version === action.version ? userId : [])),
  );
  // An approval that decides alone has no row of its own.
  if (action.decidedBy !== null) approvers.add(action.decidedBy);
  const groups = [wanted.approverGroup, wanted.escalationGroup].filter((group) => group !== null);
  const asked = new Set([
    ...wanted.approvers,
    ...(await membersOf(db, groups)).map(({ userId }) => userId),
  ]);
  return [...approvers].filter((person) => asked.has(person) && mayApprove(action, person)).length;
}
