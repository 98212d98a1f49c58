import { type Executor, InvalidInputError } from "@handsfree/query";
import { type Context, systemContext } from "@handsfree/repositories";
import { executeActions, type ExecuteOptions } from "@handsfree/repositories/pending-actions";
import type { Database } from "@handsfree/schema";
import { findGithubAction, githubActionTypes } from "./actions/index.ts";
import { carryOut } from "./carry-out.ts";
import { GithubAccess, type GithubSettings } from "./client/access.ts";

/** Options of `executeGithubActions`: those of `executeActions`, and how GitHub is reached. */
export interface GithubExecuting extends Omit<ExecuteOptions, "execute" | "types" | "worker"> {
  readonly github: GithubSettings;
  /** Which of `githubActionTypes` to carry out. Default: all. */
  readonly types?: readonly string[] | undefined;
  /** The worker's name in the audit trail. Default `github`. */
  readonly worker?: string | undefined;
}

/**
 * Carries out approved actions on GitHub until the signal is aborted. Each one is judged again before: by the policies of
 * that moment, and by the state on GitHub. What an earlier attempt did is found and not repeated. The result of an action
 * is a `GithubReceipt`, which is also recorded as an action log. A failure of GitHub's that may pass, and its limits,
 * release the action until it may be tried again.
 *
 * @param db must not be a transaction.
 * @throws {InvalidInputError} naming the field.
 * @throws {HandsFreeError} for an error of the database that is not retryable.
 */
export async function executeGithubActions(
  db: Executor<Database>,
  options: GithubExecuting,
  context: Context = systemContext,
): Promise<void> {
  const { github, types = githubActionTypes, worker = "github", ...rest } = options;
  if (!types.every((type) => findGithubAction(type) !== undefined)) {
    throw new InvalidInputError("types", `must be of ${githubActionTypes.join(", ")}`);
  }
  const access = new GithubAccess(github);
  await executeActions(
    db,
    {
      ...rest,
      types,
      worker,
      execute: (action, execution) => carryOut(db, access, action, execution, context),
    },
    context,
  );
}
