import { type Executor, fetchPage } from "@handsfree/query";
import type { Database, PendingActionRow } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../../context.ts";
import { largeContents } from "../../large-contents.ts";
import { findServiceNames } from "../../identity/service-names.ts";
import { requireObject, requireTime, requireWhole } from "../../validate.ts";
import {
  type ComparedDecision,
  isSameEffect,
  type PolicyDifference,
  withoutExplanation,
} from "../compare.ts";
import type { PolicyEffect } from "../effect.ts";
import { decide } from "../evaluate.ts";
import { policyLimits } from "../limits.ts";
import type { Policy } from "../policy.ts";
import { readProposal } from "../proposal.ts";
import { parsePolicies } from "../text/parse.ts";
import { findParsed } from "./parsed-policies.ts";
import { type OwnedProposal, Restrictions } from "./restrictions.ts";
import { findRules } from "./rules.ts";

/** Policies to try on actions of the past. */
export interface PolicyDryRun {
  /** The text form of `parsePolicies`. */
  readonly text: string;
  /** Only actions that were proposed at this time or later. Default: 30 days ago. */
  readonly since?: Date | undefined;
  /** The maximum number of actions, the newest first, from 1 to 100,000. Default 10,000. */
  readonly limit?: number | undefined;
}

/** The proposals that would be decided otherwise. */
export interface PolicyDryRunReport {
  /** The version of the stored policies that the text was compared with; null if there are none. */
  readonly version: number | null;
  /** The number of actions. */
  readonly compared: number;
  /** The number of actions whose effect differs. */
  readonly different: number;
  /** How many of them change from each kind of effect to each. */
  readonly changes: readonly EffectChange[];
  /** The first 500 of them, newest first. `id` is that of the action. */
  readonly differences: readonly PolicyDifference[];
  /** Whether there are older actions since `since` that were not compared, because of the limit. */
  readonly isCut: boolean;
}

/** The number of actions whose effect changes from one kind to another, or within one. */
export interface EffectChange {
  readonly before: PolicyEffect["kind"];
  readonly after: PolicyEffect["kind"];
  readonly count: number;
}

const month = 30 * 24 * 3_600_000;

/** The number of actions that are read at a time. A page of large payloads has fewer. */
const pageRows = 500;

/**
 * Tries policies on stored actions, as they are now, and tells what would be decided otherwise than by the stored
 * policies. Rows of `repo_policies` restrict both, as at a proposal. Standing grants are left out: they approve what is
 * asked. Nothing is written.
 *
 * @throws {InvalidInputError} naming the field, the policy and the line.
 */
export async function dryRunPolicies(
  db: Executor<Database>,
  input: PolicyDryRun,
  context: Context = systemContext,
): Promise<PolicyDryRunReport> {
  requireCall(db, context);
  const { text, since, limit = 10_000 } = requireObject("input", input);
  const after = parsePolicies(text);
  const earliest =
    since === undefined ? new Date(context.now().getTime() - month) : requireTime("since", since);
  requireWhole("limit", limit, 1, 100_000);
  const { policies: newest } = await findRules(db);
  const before = newest === null ? [] : await findParsed(db, newest);
  const tally = new Tally();
  let cursor: string | undefined;
  do {
    const page = await fetchPage(
      db,
      db.selectFrom("pending_actions").select(columns),
      "created_at",
      { since: earliest, cursor, limit: Math.min(pageRows, limit - tally.compared) },
      largeContents.pending_actions,
    );
    await compareWith(db, { before, after }, page.items, tally);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && tally.compared < limit);
  return { version: newest?.version ?? null, ...tally.report(), isCut: cursor !== undefined };
}

const columns = [
  "id",
  "user_id",
  "action_type",
  "action_payload",
  "repository",
  "service_id",
] as const;

type Row = Pick<PendingActionRow, (typeof columns)[number]>;

async function compareWith(
  db: Executor<Database>,
  { before, after }: { readonly before: readonly Policy[]; readonly after: readonly Policy[] },
  rows: readonly Row[],
  tally: Tally,
): Promise<void> {
  const names = await findServiceNames(
    db,
    rows.flatMap(({ service_id }) => service_id ?? []),
  );
  const proposals = rows.map((row): OwnedProposal & { readonly id: string } => ({
    id: row.id,
    userId: row.user_id,
    actionType: row.action_type,
    actionPayloadJson: row.action_payload,
    repository: row.repository,
    service: row.service_id === null ? null : (names.get(row.service_id) ?? row.service_id),
  }));
  const restrictions = await Restrictions.find(db, proposals);
  for (const { id, ...proposal } of proposals) {
    const reading = readProposal(proposal);
    const decided = (policies: readonly Policy[]): ComparedDecision =>
      withoutExplanation(restrictions.apply(decide(policies, reading), proposal));
    tally.add({ id, before: decided(before), after: decided(after) });
  }
}

class Tally {
  compared = 0;
  #different = 0;
  readonly #changes = new Map<string, EffectChange>();
  readonly #differences: PolicyDifference[] = [];

  add(difference: PolicyDifference): void {
    this.compared++;
    const { before, after } = difference;
    if (isSameEffect(before.effect, after.effect)) return;
    this.#different++;
    const kinds = { before: before.effect.kind, after: after.effect.kind };
    const key = `${kinds.before} ${kinds.after}`;
    this.#changes.set(key, { ...kinds, count: (this.#changes.get(key)?.count ?? 0) + 1 });
    if (this.#differences.length < policyLimits.differences) this.#differences.push(difference);
  }

  report() {
    return {
      compared: this.compared,
      different: this.#different,
      changes: [...this.#changes.values()],
      differences: this.#differences,
    };
  }
}
