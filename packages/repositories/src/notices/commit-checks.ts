import { executeAll, insertRows } from "@handsfree/query";
import type { CommitCheckRow, CommitCheckState, Database } from "@handsfree/schema";
import { sql, type Transaction } from "kysely";
import { escapeSlashes } from "../composed-key.ts";
import { isOneOf } from "../one-of.ts";
import type { GithubCheck } from "./github/notice.ts";

/** The key of a commit, by which its checks are found. */
export function commitKey(repository: string, headSha: string): string {
  return `${repository}/${headSha}`.toLowerCase();
}

/**
 * The states of the checks of some commits, which reports change in their order. A commit has passed once all checks
 * that were reported have: the first suite that passes says nothing of the others.
 */
export class CommitChecks {
  readonly #stored: ReadonlyMap<string, CommitCheckRow>;
  readonly #commits = new Map<string, Map<string, CommitCheckRow>>();

  private constructor(rows: readonly CommitCheckRow[]) {
    this.#stored = new Map(rows.map((row) => [row.check_key, row]));
    for (const row of rows) this.#put(row);
  }

  static async find(
    transaction: Transaction<Database>,
    commitKeys: readonly string[],
  ): Promise<CommitChecks> {
    if (commitKeys.length === 0) return new CommitChecks([]);
    const rows = await transaction
      .selectFrom("commit_checks")
      .selectAll()
      .where(isOneOf("commit_key", "text", [...new Set(commitKeys)]))
      .execute();
    return new CommitChecks(rows);
  }

  /** Takes a report, unless a later one was there before: deliveries come in any order. */
  report({ repository, headSha, name, state, at }: GithubCheck, receivedAt: Date): void {
    const commit = commitKey(repository, headSha);
    const key = `${commit}/${escapeSlashes(name)}`;
    const time = at ?? receivedAt;
    const known = this.#commits.get(commit)?.get(key);
    if (known !== undefined && !replaces({ state, time }, known)) return;
    this.#put({
      check_key: key,
      commit_key: commit,
      state,
      reported_at: time,
      created_at: known?.created_at ?? receivedAt,
    });
  }

  /** Whether all checks of a commit that were reported have passed; false if there is none. */
  havePassed(repository: string, headSha: string): boolean {
    const checks = [...(this.#commits.get(commitKey(repository, headSha))?.values() ?? [])];
    return checks.length > 0 && checks.every(({ state }) => state === "passed");
  }

  async write(transaction: Transaction<Database>): Promise<void> {
    const all = [...this.#commits.values()].flatMap((checks) => [...checks.values()]);
    const added = all.filter(({ check_key }) => !this.#stored.has(check_key));
    await insertRows(transaction, "commit_checks", added);
    const changed = all.filter((row) => {
      const stored = this.#stored.get(row.check_key);
      return stored !== undefined && stored !== row;
    });
    await executeAll(
      transaction,
      changed.map(({ check_key, state, reported_at }) =>
        transaction
          .updateTable("commit_checks")
          .set({ state: sql<CommitCheckState>`${state}`, reported_at })
          .where("check_key", "=", check_key),
      ),
    );
  }

  #put(row: CommitCheckRow): void {
    const checks = this.#commits.get(row.commit_key) ?? new Map<string, CommitCheckRow>();
    checks.set(row.check_key, row);
    this.#commits.set(row.commit_key, checks);
  }
}

/** GitHub's times are whole seconds, so of two states of one second the end is the later one. */
function replaces(
  { state, time }: { readonly state: CommitCheckState; readonly time: Date },
  known: CommitCheckRow,
): boolean {
  if (time.getTime() !== known.reported_at.getTime()) return time > known.reported_at;
  return state !== "pending";
}
