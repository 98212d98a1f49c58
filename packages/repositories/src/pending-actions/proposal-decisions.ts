import type { ActionLogRow, PendingActionRow, PendingActionTokenTable } from "@handsfree/schema";
import type { Selectable } from "kysely";
import type { Context } from "../context.ts";
import { asOf, type PendingAction, toPendingAction } from "./action.ts";
import type { Proposal } from "./proposal-outcome.ts";
import type { OpenActions } from "./open-limit.ts";
import { type FreedKey, isFree, type KeyHolders } from "./proposal-keys.ts";

/** A valid proposal, and all that is written if it is accepted. */
export interface AskedProposal {
  readonly row: PendingActionRow;
  /** The action of the row. */
  readonly action: PendingAction;
  readonly token: string;
  /** The row's audit row. */
  readonly record: ActionLogRow;
  /** The maximum number of the owner's open actions. */
  readonly limit: number;
  /** Its clock is stopped. */
  readonly context: Context;
}

/** The outcomes of proposals, decided one after the other, and all that must be written for them. */
export class ProposalDecisions {
  readonly accepted: AskedProposal[] = [];
  readonly tokens: Selectable<PendingActionTokenTable>[] = [];
  readonly freed: FreedKey[] = [];
  readonly #holders: Map<string, PendingActionRow>;
  readonly #open: OpenActions;

  constructor(holders: KeyHolders, open: OpenActions) {
    this.#holders = new Map(holders);
    this.#open = open;
  }

  decide(proposal: AskedProposal): Proposal {
    const { row, action, token, limit } = proposal;
    const holder = this.#findHolder(proposal);
    if (holder !== undefined) return this.#replay(holder, proposal);
    if (this.#open.countAt(row.user_id, row.created_at) >= limit) {
      return { outcome: "too_many_open", limit };
    }
    this.#open.add(row.user_id, row.expires_at);
    if (row.owned_key !== null) this.#holders.set(row.owned_key, row);
    this.accepted.push(proposal);
    return { outcome: "proposed", action, token };
  }

  /** Finds the action that holds the proposal's key, after an action that no longer needs the key has lost it. */
  #findHolder({ row, context }: AskedProposal): PendingActionRow | undefined {
    const { owned_key: key, created_at: now } = row;
    const holder = key === null ? undefined : this.#holders.get(key);
    if (key === null || holder === undefined || !isFree(holder, now)) return holder;
    this.#holders.delete(key);
    this.freed.push({ holder, context });
    return undefined;
  }

  /** Each retry gets its own token: the answer with the first token may be lost, and only its hash is stored. */
  #replay(
    holder: PendingActionRow,
    { row: { request_digest, token_sha256, created_at }, token }: AskedProposal,
  ): Proposal {
    if (holder.request_digest !== request_digest) return { outcome: "key_reused" };
    const action = asOf(toPendingAction(holder), created_at);
    if (action.state !== "pending") return { outcome: "replayed", action, token: null };
    this.tokens.push({ token_sha256, action_id: action.id, created_at });
    return { outcome: "replayed", action, token };
  }
}
