import type { SharedWork } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { findMemberships, type MembershipQuestion } from "../approver-groups/memberships.ts";
import { findApprovalTerms, type JudgedAction } from "../policies/store/find-approval-terms.ts";
import { writeChanges } from "../work/write-changes.ts";
import type { ActionColumns } from "./action.ts";
import { approvalKey, findApprovals } from "./approvals.ts";
import type { Decision } from "./decision.ts";
import { findByIds, findByTokenHashes } from "./find-rows.ts";
import { membershipsOf } from "./may-decide.ts";
import { type AskedDecision, OpenAction } from "./open-action.ts";
import { actionTable } from "./transition.ts";

/** Makes decisions. Each gets the outcome that it would have in a transaction of its own, in their order. */
export const sharedDecisions: SharedWork<Database, AskedDecision, Decision> = {
  bytes: ({ verdict }) => 1000 + 2 * (verdict.reason?.length ?? 0),
  async run(transaction, decisions) {
    const outcomes = new Map<AskedDecision, Decision>();
    let open = decisions;
    // The loop ends, since each loss means that another transaction has moved the action forward.
    while (open.length > 0) open = await decideTogether(transaction, open, outcomes);
    return decisions.map((asked) => outcomes.get(asked) as Decision);
  },
};

/**
 * Reads the actions together, decides in order, and writes the changes together. Several changes of one action are one,
 * since no other transaction sees the states between them.
 *
 * @returns the decisions about actions that another transaction has changed meanwhile.
 */
async function decideTogether(
  transaction: Transaction<Database>,
  decisions: readonly AskedDecision[],
  outcomes: Map<AskedDecision, Decision>,
): Promise<AskedDecision[]> {
  const rows = await findAsked(transaction, decisions);
  const known = {
    approved: await findApprovals(transaction, approvalKeys(decisions, rows)),
    members: await findMemberships(transaction, memberships(decisions, rows)),
    terms: await findApprovalTerms(transaction, [...rows.values()].map(judgedBy)),
  };
  const actions = new Map<string, OpenAction>();
  for (const row of rows.values()) {
    if (!actions.has(row.id)) actions.set(row.id, new OpenAction(transaction, row, known));
  }
  const idOf = ({ key }: AskedDecision): string => rows.get(key)?.id ?? "";
  for (const asked of decisions) {
    const decision = actions.get(idOf(asked))?.decide(asked);
    outcomes.set(asked, decision ?? { outcome: "not_found" });
  }
  const changes = [...actions.values()].flatMap(({ change }) => change ?? []);
  const lost = await writeChanges(transaction, actionTable, changes);
  return decisions.filter((asked) => lost.has(idOf(asked)));
}

type RowsByKey = ReadonlyMap<string, ActionColumns>;

/** Finds the actions by tokens and by ids. No hash of a token has the form of an id. */
async function findAsked(
  transaction: Transaction<Database>,
  decisions: readonly AskedDecision[],
): Promise<RowsByKey> {
  const keysOf = (wanted: AskedDecision["column"]): string[] => [
    ...new Set(decisions.flatMap(({ column, key }) => (column === wanted ? key : []))),
  ];
  const byToken = await findByTokenHashes(transaction, keysOf("token_sha256"));
  const byId = await findByIds(transaction, keysOf("id"));
  return byId.size === 0 ? byToken : new Map([...byToken, ...byId]);
}

function judgedBy({ id, state, policy_name, policy_version }: ActionColumns): JudgedAction {
  return { id, state, policyName: policy_name, policyVersion: policy_version };
}

/** The keys of the approvals that decisions could repeat. An action that needs only one does not store it separately. */
function approvalKeys(decisions: readonly AskedDecision[], rows: RowsByKey): string[] {
  return decisions.flatMap(({ key, verdict: { to, by } }) => {
    const row = rows.get(key);
    const mayRepeat = to === "confirmed" && row !== undefined && row.required_approvals > 1;
    return mayRepeat ? approvalKey(row.id, by, row.version ?? 1) : [];
  });
}

/** The memberships that decide who may decide. They are read in this transaction, so that those of now count. */
function memberships(decisions: readonly AskedDecision[], rows: RowsByKey): MembershipQuestion[] {
  return decisions.flatMap(({ key, verdict: { by } }) => {
    const { approver_group: approverGroup = null, escalation_group: escalationGroup = null } =
      rows.get(key) ?? {};
    return membershipsOf({ approverGroup, escalationGroup }, by);
  });
}
