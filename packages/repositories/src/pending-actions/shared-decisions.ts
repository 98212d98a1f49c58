import type { SharedWork } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { writeChanges } from "../work/write-changes.ts";
import type { ActionColumns } from "./action.ts";
import { approvalKey, findApprovals } from "./approvals.ts";
import type { Decision } from "./decision.ts";
import { findByTokenHashes } from "./find.ts";
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
  const hashes = new Set(decisions.map(({ hash }) => hash));
  const rows = await findByTokenHashes(transaction, [...hashes]);
  const approved = await findApprovals(transaction, approvalKeys(decisions, rows));
  const actions = new Map<string, OpenAction>();
  for (const row of rows.values()) {
    if (!actions.has(row.id)) actions.set(row.id, new OpenAction(transaction, row, approved));
  }
  const idOf = ({ hash }: AskedDecision): string => rows.get(hash)?.id ?? "";
  for (const asked of decisions) {
    const decision = actions.get(idOf(asked))?.decide(asked);
    outcomes.set(asked, decision ?? { outcome: "not_found" });
  }
  const changes = [...actions.values()].flatMap(({ change }) => change ?? []);
  const lost = await writeChanges(transaction, actionTable, changes);
  return decisions.filter((asked) => lost.has(idOf(asked)));
}

/** The keys of the approvals that decisions could repeat. An action that needs only one does not store it separately. */
function approvalKeys(
  decisions: readonly AskedDecision[],
  rows: ReadonlyMap<string, ActionColumns>,
): string[] {
  return decisions.flatMap(({ hash, verdict: { to, by } }) => {
    const row = rows.get(hash);
    const mayRepeat = to === "confirmed" && row !== undefined && row.required_approvals > 1;
    return mayRepeat ? approvalKey(row.id, by) : [];
  });
}
