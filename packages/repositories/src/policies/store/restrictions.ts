import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { isOneOf } from "../../one-of.ts";
import { ownedRepository } from "../../repo-policies/repository.ts";
import { decide, type PolicyDecision } from "../evaluate.ts";
import { fromRepoPolicy } from "../from-repo-policy.ts";
import type { Policy } from "../policy.ts";
import { type PolicyProposal, readProposal } from "../proposal.ts";
import { restrictDecision } from "../restrict-decision.ts";

/** A proposal of one owner. */
export interface OwnedProposal extends PolicyProposal {
  /** The owner, whose rows of `repo_policies` restrict the decision. */
  readonly userId: string;
}

/** The policies of rows of `repo_policies`, by owner and repository. */
export class Restrictions {
  readonly #found: ReadonlyMap<string, readonly (readonly Policy[])[]>;

  private constructor(found: ReadonlyMap<string, readonly (readonly Policy[])[]>) {
    this.#found = found;
  }

  /** Finds the rows about the proposals' repositories. Rows that differ in case are about one repository. */
  static async find(
    db: Executor<Database>,
    proposals: readonly OwnedProposal[],
  ): Promise<Restrictions> {
    const found = new Map<string, (readonly Policy[])[]>();
    const named = proposals.filter(({ repository }) => repository !== null);
    if (named.length === 0) return new Restrictions(found);
    const wanted = new Set(
      named.map(({ userId, repository }) => ownedRepository(userId, repository ?? "")),
    );
    const rows = await db
      .selectFrom("repo_policies")
      .select([
        "user_id",
        "repo_full_name",
        "allow_merge",
        "allow_rerun",
        "allow_request_review",
        "allow_comment",
        "require_confirmation",
      ])
      .where((row) =>
        row.or([
          isOneOf("owned_repository", "text", [...wanted]),
          // Rows of an adopted database whose name differs from that of another row in case alone.
          row.and([
            row("owned_repository", "is", null),
            isOneOf("user_id", "uuid", [...new Set(named.map(({ userId }) => userId))]),
          ]),
        ]),
      )
      .execute();
    for (const row of rows) {
      const key = ownedRepository(row.user_id, row.repo_full_name);
      if (!wanted.has(key)) continue;
      found.set(key, [...(found.get(key) ?? []), fromRepoPolicy(row)]);
    }
    return new Restrictions(found);
  }

  /** Makes a decision as strict as the owner's rows ask for. */
  apply(decision: PolicyDecision, proposal: OwnedProposal): PolicyDecision {
    const { userId, repository } = proposal;
    const lists =
      repository === null ? undefined : this.#found.get(ownedRepository(userId, repository));
    if (lists === undefined) return decision;
    const reading = readProposal(proposal);
    return lists.reduce(
      (before, policies) => restrictDecision(before, decide(policies, reading)),
      decision,
    );
  }
}
