import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { isAbout } from "./repository.ts";

/** The conditions of a pull request before it is merged. */
export interface MergeConditions {
  /** Whether its checks must have passed. */
  readonly checksGreen: boolean;
  /** How many reviews must approve it. */
  readonly approvals: number;
}

/** The conditions of a user's policy of a repository: none without one, and of several in an adopted database the strictest. */
export async function findMergeConditions(
  db: Executor<Database>,
  userId: string,
  repository: string | null,
): Promise<MergeConditions> {
  if (repository === null) return { checksGreen: false, approvals: 0 };
  const rows = await db
    .selectFrom("repo_policies")
    .select(["require_checks_green", "required_approvals"])
    .where(isAbout(userId, repository))
    .execute();
  return {
    checksGreen: rows.some((row) => row.require_checks_green),
    approvals: Math.max(0, ...rows.map((row) => row.required_approvals)),
  };
}
