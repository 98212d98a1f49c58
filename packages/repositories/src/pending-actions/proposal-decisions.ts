import type { PendingActionRow, PendingActionTokenTable } from "@handsfree/schema";
import type { Selectable } from "kysely";
import type { Context } from "../context.ts";
import type { UsableGrant, UsableGrants } from "../grants/usable-grants.ts";
import type { RowChange } from "../work/write-changes.ts";
import { asOf, toPendingAction } from "./action.ts";
import { approveByGrants } from "./approve-by-grants.ts";
import type { AskedProposal } from "./asked-proposal.ts";
import { claimAtOnce } from "./execution/claim-at-once.ts";
import type { Lease } from "./execution/claim.ts";
import type { JudgedProposal } from "./judged-proposal.ts";
import type { OpenActions } from "./open-limit.ts";
import { type FreedKey, isFree, type KeyHolders } from "./proposal-keys.ts";
import type { Proposal } from "./proposal-outcome.ts";
import { type ActionTypes, stepRow } from "./transition.ts";

/** A proposal that is accepted, and the grants that approve it. */
export interface AcceptedProposal extends JudgedProposal {
  readonly grants: readonly UsableGrant[];
  readonly context: Context;
}

/** The rows that a transaction has read for its proposals. */
export interface ReadForProposals {
  readonly holders: KeyHolders;
  readonly open: OpenActions;
  /** For each proposal whose key no earlier action holds. */
  readonly judged: ReadonlyMap<AskedProposal, JudgedProposal>;
  readonly grants: UsableGrants;
  readonly unknownGroups: ReadonlySet<string>;
}

/** The outcomes of proposals, decided one after the other, and all that must be written for them. */
export class ProposalDecisions {
  readonly accepted: AcceptedProposal[] = [];
  readonly tokens: Selectable<PendingActionTokenTable>[] = [];
  readonly freed: FreedKey[] = [];
  /** The claims of actions that are stored. Those of the accepted proposals are in their rows. */
  readonly claims: RowChange<ActionTypes>[] = [];
  readonly #holders: Map<string, PendingActionRow>;
  /** The keys of the accepted proposals. None of them is freed, since their rows are not written yet. */
  readonly #taken = new Set<string>();
  readonly #read: ReadForProposals;

  constructor(read: ReadForProposals) {
    this.#holders = new Map(read.holders);
    this.#read = read;
  }

  decide(asked: AskedProposal): Proposal {
    const holder = this.#findHolder(asked);
    if (holder !== undefined) return this.#replay(holder, asked);
    const { unknownGroups } = this.#read;
    const { approver_group: group } = asked.row;
    if (group !== null && unknownGroups.has(group)) return { outcome: "unknown_group", group };
    const { accepted, lease } = this.#claim(asked, this.#approve(asked));
    const { row, action } = accepted;
    if (action.state === "pending") {
      const reached = this.#findReachedLimit(asked);
      if (reached !== undefined) return { outcome: "too_many_open", ...reached };
      this.#read.open.add(row, row.expires_at);
    }
    if (row.owned_key !== null) {
      this.#holders.set(row.owned_key, row);
      this.#taken.add(row.owned_key);
    }
    this.#read.grants.use(accepted.grants);
    this.accepted.push(accepted);
    if (action.state === "pending") return { outcome: "proposed", action, token: asked.token };
    return action.state === "denied"
      ? { outcome: "denied", action }
      : { outcome: "allowed", action, lease };
  }

  /** Lets grants approve a proposal that waits. */
  #approve(asked: AskedProposal): AcceptedProposal {
    const { proposal, context } = asked;
    const judged = this.#read.judged.get(asked);
    if (judged === undefined) throw new TypeError("a proposal without a holder was judged");
    const { action } = judged;
    const { grants } = this.#read;
    // A grant was given before, so it is no approval that is confirmed now.
    const isGrantable = action.state === "pending" && !judged.terms.isStrong;
    const used = isGrantable ? grants.findFor({ action, proposal }) : [];
    return { ...approveByGrants(judged, used, grants, asked), grants: used, context };
  }

  /** Claims a proposal that is allowed, before it is stored. */
  #claim(
    { claim, context }: AskedProposal,
    accepted: AcceptedProposal,
  ): { readonly accepted: AcceptedProposal; readonly lease?: Lease | undefined } {
    if (claim === undefined) return { accepted };
    const { lease, change } = claimAtOnce(claim, accepted.row, context);
    if (change === undefined) return { accepted };
    const row = { ...accepted.row, ...change.set };
    return { accepted: withChange(accepted, row, change), lease };
  }

  #findReachedLimit({ row, limits }: AskedProposal) {
    const { open } = this.#read;
    if (open.countAt(row, row.created_at) >= limits.owner) {
      return { limit: limits.owner, of: "owner" } as const;
    }
    const isReached = open.countOfKeyAt(row, row.created_at) >= limits.key;
    return isReached ? ({ limit: limits.key, of: "key" } as const) : undefined;
  }

  /** Finds the action that holds the proposal's key, after an action that no longer needs the key has lost it. */
  #findHolder(asked: AskedProposal): PendingActionRow | undefined {
    const { row, context } = asked;
    const { owned_key: key } = row;
    const holder = key === null ? undefined : this.#holders.get(key);
    if (key === null || holder === undefined) return holder;
    if (this.#taken.has(key) || !isFree(holder, asked)) return holder;
    this.#holders.delete(key);
    this.freed.push({ holder, context });
    return undefined;
  }

  /** Each retry gets its own token: the answer with the first token may be lost, and only its hash is stored. */
  #replay(holder: PendingActionRow, asked: AskedProposal): Proposal {
    const { row, token } = asked;
    const { request_digest, token_sha256, created_at } = row;
    if (holder.request_digest !== request_digest) return { outcome: "key_reused" };
    const { lease, row: now } = this.#claimHeld(holder, asked);
    const action = asOf(toPendingAction(now), created_at);
    if (action.state !== "pending") return { outcome: "replayed", action, token: null, lease };
    this.tokens.push({ token_sha256, action_id: action.id, created_at });
    return { outcome: "replayed", action, token };
  }

  /** Claims the action that an earlier proposal made. */
  #claimHeld(
    holder: PendingActionRow,
    { claim, context }: AskedProposal,
  ): { readonly row: PendingActionRow; readonly lease?: Lease | undefined } {
    if (claim === undefined) return { row: holder };
    const { lease, change } = claimAtOnce(claim, holder, context);
    if (change === undefined) return { row: holder, lease };
    const place = this.accepted.findIndex(({ row }) => row === holder);
    const accepted = this.accepted[place];
    const row = { ...holder, ...change.set };
    if (accepted === undefined) this.claims.push(change);
    else this.accepted[place] = withChange(accepted, row, change);
    if (row.owned_key !== null) this.#holders.set(row.owned_key, row);
    return { row, lease };
  }
}

/** An accepted proposal after a change of its row, which is not stored yet. */
function withChange(
  accepted: AcceptedProposal,
  row: PendingActionRow,
  { steps }: RowChange<ActionTypes>,
): AcceptedProposal {
  const records = steps.map(({ step, context }) => stepRow(step, context));
  const action = toPendingAction(row);
  return { ...accepted, row, action, records: [...accepted.records, ...records] };
}
