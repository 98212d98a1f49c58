import type { Executor } from "@handsfree/query";
import type { Context } from "@handsfree/repositories";
import {
  type Execution,
  ExecutionFailure,
  type PendingAction,
} from "@handsfree/repositories/pending-actions";
import type { Database } from "@handsfree/schema";
import { asFailure } from "../failure.ts";
import { requirePermission } from "../permission.ts";
import { readPayload } from "../payload.ts";
import { recordReceipt } from "../receipt.ts";
import {
  type Attempt,
  type Done,
  type GithubAction,
  type GithubReceipt,
  markOf,
} from "./action.ts";
import { findGithubAction } from "./actions/index.ts";
import type { GithubAccess } from "./client/access.ts";
import { GithubProblem } from "./client/problem.ts";
import { toRepository } from "./repository.ts";

/** By how much GitHub's clock may be behind, in milliseconds. */
const clockMargin = 5000;

/**
 * Carries out an approved action on GitHub, if the policies of this moment and the state on GitHub still permit it. It
 * first finds out whether an earlier attempt did it.
 *
 * @throws {ExecutionFailure} that says why it was not done, and whether it may be tried again.
 */
export async function carryOut(
  db: Executor<Database>,
  access: GithubAccess,
  action: PendingAction,
  execution: Execution,
  context: Context,
): Promise<GithubReceipt> {
  const { attempt, idempotencyKey, signal } = execution;
  try {
    const kind = kindOf(action);
    const payload = readPayload(kind.schema, action) as { readonly repo: string };
    requireSameRepository(action, payload.repo);
    const conditions = await requirePermission(db, action.id, context);
    const repository = toRepository(payload.repo);
    const owner = { userId: action.userId, repository };
    const github = await access.clientFor(db, owner, signal, context);
    const since = (action.decidedAt ?? action.createdAt).getTime() - clockMargin;
    const done = await doOnce(
      kind,
      payload,
      {
        github,
        repository,
        mark: markOf(idempotencyKey),
        since: new Date(since),
        mayBeDone: attempt > 1,
        conditions,
      },
      signal,
    );
    const result: GithubReceipt = { ...done, repository: payload.repo };
    const target = targetOf(payload.repo, kind.target(payload));
    await recordReceipt(db, action, { target, result, attempt, idempotencyKey }, context);
    return result;
  } catch (error) {
    throw asFailure(error, execution);
  }
}

/** The type of an action, which its worker claimed. */
export function kindOf({ actionType }: PendingAction): GithubAction {
  const kind = findGithubAction(actionType);
  if (kind !== undefined) return kind;
  throw new ExecutionFailure(`${actionType} is no type of action on GitHub`);
}

/** Policies judge the repository that the proposal names, so nothing else may be changed. */
export function requireSameRepository({ repository }: PendingAction, repo: string): void {
  if (repository?.toLowerCase() === repo.toLowerCase()) return;
  const named = repository === null ? "names no repository" : `is about ${repository}`;
  throw new ExecutionFailure(
    `the action ${named}, and its payload is about ${repo}; propose it with the same repository`,
  );
}

async function doOnce(
  kind: GithubAction,
  payload: unknown,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<Done & Pick<GithubReceipt, "found">> {
  const before = await kind.find(payload, attempt);
  if (before !== undefined) return { ...before, found: true };
  await kind.check?.(payload, attempt);
  // Another worker may act from here on.
  signal.throwIfAborted();
  try {
    return { ...(await kind.act(payload, attempt)), found: false };
  } catch (error) {
    if (!(error instanceof GithubProblem && error.isUnknown)) throw error;
    return findAfter(error, kind, payload, attempt);
  }
}

/** Looks whether a request was carried out whose answer is lost. */
async function findAfter(
  lost: GithubProblem,
  kind: GithubAction,
  payload: unknown,
  attempt: Attempt,
): Promise<Done & Pick<GithubReceipt, "found">> {
  const done = await kind.find(payload, { ...attempt, mayBeDone: true }).catch((error: unknown) => {
    // GitHub is away, so the next attempt looks.
    if (error instanceof GithubProblem && error.retryAfterSeconds !== undefined) return undefined;
    throw error;
  });
  if (done !== undefined) return { ...done, found: true };
  throw new GithubProblem(
    `${lost.message}, so it is not known whether the action was carried out`,
    {
      status: lost.status,
      isUnknown: true,
      retryAfterSeconds: lost.retryAfterSeconds,
    },
  );
}

function targetOf(repo: string, target: string): string {
  return target.startsWith("#") ? `${repo}${target}` : `${repo} ${target}`;
}
