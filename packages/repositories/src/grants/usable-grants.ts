import { engineOf, executeAll } from "@handsfree/query";
import type { Database, StandingGrantRow, UserRole } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { findMemberships, Memberships, membersOf } from "../approver-groups/memberships.ts";
import { isOneOf } from "../one-of.ts";
import type { PendingAction } from "../pending-actions/action.ts";
import { mayApprove, type Standing, standingOfRole } from "../pending-actions/may-decide.ts";
import type { PolicyMatch } from "../policies/policy.ts";
import type { PolicyProposal } from "../policies/proposal.ts";
import type { Rules } from "../policies/store/rules.ts";
import { grantMatches, parseGrantMatch } from "./grant-match.ts";

/** A proposed action that waits, with what grants are compared with. */
export interface GrantableAction {
  readonly action: PendingAction;
  readonly proposal: PolicyProposal;
}

/** A grant that can be used as an approval. */
export interface UsableGrant extends Pick<
  StandingGrantRow,
  "id" | "user_id" | "reason" | "expires_at" | "uses" | "maximum_uses"
> {
  readonly match: PolicyMatch;
  /** The role of the person. */
  readonly role: UserRole;
}

/**
 * Finds the grants of enabled people who may decide actions, if some match one of the actions. On PostgreSQL those that
 * match are locked until the transaction ends, so that no other one uses them up meanwhile; on DuckDB there is one
 * writer.
 */
export async function findUsableGrants(
  transaction: Transaction<Database>,
  actions: readonly GrantableAction[],
  { grantedUntil }: Rules,
): Promise<UsableGrants> {
  const open = actions.filter(
    ({ action }) => grantedUntil !== null && action.createdAt < grantedUntil,
  );
  if (open.length === 0) return new UsableGrants([], Memberships.none);
  const groups = [...new Set(open.flatMap(({ action }) => action.approverGroup ?? []))];
  const people = new Set([
    ...open.flatMap(({ action }) => action.approvers),
    ...(await membersOf(transaction, groups)).map(({ userId }) => userId),
  ]);
  const grants = await findGrantsOf(transaction, [...people]);
  const matching = grants.filter(({ match }) =>
    open.some(({ proposal }) => grantMatches(match, proposal)),
  );
  if (matching.length === 0) return new UsableGrants([], Memberships.none);
  const questions = matching.flatMap(({ user_id: userId }) =>
    groups.map((group) => ({ group, userId })),
  );
  const members = await findMemberships(transaction, questions);
  return new UsableGrants(await held(transaction, matching), members);
}

async function findGrantsOf(
  transaction: Transaction<Database>,
  people: readonly string[],
): Promise<UsableGrant[]> {
  const rows = await transaction
    .selectFrom("standing_grants")
    .innerJoin("users", "users.id", "standing_grants.user_id")
    .select([
      "standing_grants.id",
      "standing_grants.user_id",
      "standing_grants.matches",
      "standing_grants.reason",
      "standing_grants.expires_at",
      "standing_grants.uses",
      "standing_grants.maximum_uses",
      "users.role",
    ])
    .where(isOneOf("standing_grants.user_id", "uuid", people))
    .where("standing_grants.revoked_at", "is", null)
    .where("users.disabled_at", "is", null)
    .execute();
  return rows.map(({ matches, role, ...row }) => ({
    ...row,
    match: parseGrantMatch(matches),
    role: role ?? "member",
  }));
}

/** Reads the uses again while the grants are locked, in one order, so that no two transactions wait for each other. */
async function held(
  transaction: Transaction<Database>,
  grants: readonly UsableGrant[],
): Promise<readonly UsableGrant[]> {
  if (engineOf(transaction) === "duckdb") return grants;
  const rows = await transaction
    .selectFrom("standing_grants")
    .select(["id", "uses"])
    .where(
      isOneOf(
        "id",
        "uuid",
        grants.map(({ id }) => id),
      ),
    )
    .where("revoked_at", "is", null)
    .orderBy("id")
    .forUpdate()
    .execute();
  const uses = new Map(rows.map((row) => [row.id, row.uses]));
  // One that is missing was revoked meanwhile.
  return grants.flatMap((grant) => {
    const now = uses.get(grant.id);
    return now === undefined ? [] : { ...grant, uses: now };
  });
}

/** Grants, and how often this transaction uses them. */
export class UsableGrants {
  readonly #grants: readonly UsableGrant[];
  readonly #members: Memberships;
  readonly #uses = new Map<string, number>();

  constructor(grants: readonly UsableGrant[], members: Memberships) {
    // The grant that ends first is used first.
    this.#grants = grants.toSorted((a, b) => a.expires_at.getTime() - b.expires_at.getTime());
    this.#members = members;
  }

  /** By what the grant's person may decide an action when it is proposed; undefined if they may not. */
  standingOf({ user_id: userId, role }: UsableGrant, action: PendingAction): Standing | undefined {
    return standingOfRole(action, { userId, role }, this.#members, action.createdAt);
  }

  /** The grants that approve an action: one a person, and as many as it needs. They are not used yet. */
  findFor({ action, proposal }: GrantableAction): readonly UsableGrant[] {
    const ofPeople = new Map<string, UsableGrant>();
    for (const grant of this.#grants) {
      if (ofPeople.size === action.requiredApprovals) break;
      if (ofPeople.has(grant.user_id) || !this.#canUse(grant, action)) continue;
      if (!grantMatches(grant.match, proposal)) continue;
      ofPeople.set(grant.user_id, grant);
    }
    return [...ofPeople.values()];
  }

  use(grants: readonly UsableGrant[]): void {
    for (const grant of grants) this.#uses.set(grant.id, this.#usesOf(grant) + 1);
  }

  /** Writes the uses. */
  async write(transaction: Transaction<Database>): Promise<void> {
    const updates = [...this.#uses].map(([id, uses]) =>
      transaction.updateTable("standing_grants").set({ uses }).where("id", "=", id),
    );
    await executeAll(transaction, updates);
  }

  #canUse(grant: UsableGrant, action: PendingAction): boolean {
    return (
      this.standingOf(grant, action) !== undefined &&
      mayApprove(action, grant.user_id) &&
      action.createdAt < grant.expires_at &&
      this.#usesOf(grant) < grant.maximum_uses
    );
  }

  #usesOf({ id, uses }: UsableGrant): number {
    return this.#uses.get(id) ?? uses;
  }
}
