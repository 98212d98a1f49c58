import { setTimeout as wait } from "node:timers/promises";
import { type Executor, HandsFreeError, InvalidInputError } from "@handsfree/query";
import { type Context, systemContext } from "@handsfree/repositories";
import { type EventFilter, type FeedEvent, followEvents } from "@handsfree/repositories/events";
import {
  findPendingAction,
  listPendingActions,
  type PendingAction,
  previewAction,
} from "@handsfree/repositories/pending-actions";
import type { Database } from "@handsfree/schema";
import { findGithubAction } from "./actions/index.ts";
import { GithubAccess, type GithubSettings } from "./client/access.ts";
import { describeAction, withoutPreview } from "./describe.ts";

/** Options of `previewGithubActions`. */
export interface GithubPreviewing {
  readonly github: GithubSettings;
  /** The worker's name in the audit trail. Default `github`. */
  readonly worker?: string | undefined;
  /** Ends the run. */
  readonly signal: AbortSignal;
}

/** The most actions that waited before the run began, and get a preview. */
const mostWaiting = 100;
/** The most previews that are made at a time. */
const atOnce = 4;
/** The wait after an error of the database, in milliseconds. */
const waitAfterError = 1000;

/**
 * Adds a preview to each action on GitHub that waits for a decision, and a new one after an edit, until the signal is
 * aborted: it follows the feed of events, and asks GitHub. If GitHub does not answer, the preview says so.
 *
 * @param db must not be a transaction.
 * @throws {InvalidInputError} naming the field.
 * @throws {HandsFreeError} for an error of the database that is not retryable.
 */
export async function previewGithubActions(
  db: Executor<Database>,
  { github, worker = "github", signal }: GithubPreviewing,
  context: Context = systemContext,
): Promise<void> {
  const access = new GithubAccess(github);
  const show = async (action: PendingAction): Promise<void> => {
    if (signal.aborted || !lacksPreview(action)) return;
    const preview = await describeAction(db, access, action, signal, context);
    if (signal.aborted) return;
    const { id: actionId, version } = action;
    const of = { actionId, version, worker };
    try {
      await previewAction(db, { ...of, preview }, context);
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      const instead = withoutPreview("GitHub's answer cannot be shown");
      await previewAction(db, { ...of, preview: instead }, context);
    }
  };
  const filter: EventFilter = {
    userId: undefined,
    groups: new Set(["actions"]),
    types: ["pending_action.proposed", "pending_action.edited"],
  };
  let after: number | undefined;
  while (!signal.aborted) {
    try {
      if (after === undefined) await forEachOf(await listWaiting(db, context), show);
      for await (const read of followEvents(db, filter, { after, signal }, context)) {
        // The place is gone, as in a database that was restored: begin anew.
        if (read.outcome === "expired") {
          after = undefined;
          break;
        }
        await forEachOf(await findAll(db, read.events, context), show);
        after = read.next;
      }
    } catch (error) {
      if (!(error instanceof HandsFreeError && error.retryable)) throw error;
      await wait(waitAfterError, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Whether a preview of this version is wanted. An edit removes that of the version before. */
function lacksPreview({ state, preview, actionType }: PendingAction): boolean {
  return state === "pending" && preview === null && findGithubAction(actionType) !== undefined;
}

/** Those that wait for longest are decided soonest, or never, so that the newest ones count. */
async function listWaiting(
  db: Executor<Database>,
  context: Context,
): Promise<readonly PendingAction[]> {
  const filter = { auditor: true, limit: mostWaiting } as const;
  return (await listPendingActions(db, filter, context)).items;
}

async function findAll(
  db: Executor<Database>,
  events: readonly FeedEvent[],
  context: Context,
): Promise<readonly PendingAction[]> {
  const ids = new Set(events.flatMap(({ record }) => record.id ?? []));
  const found: PendingAction[] = [];
  for (const id of ids) {
    const action = await findPendingAction(db, { auditor: true, id }, context);
    if (action !== undefined && lacksPreview(action)) found.push(action);
  }
  return found;
}

/** Some at a time, in their order. */
async function forEachOf(
  actions: readonly PendingAction[],
  show: (action: PendingAction) => Promise<void>,
): Promise<void> {
  const queue = actions.values();
  const work = async (): Promise<void> => {
    for (const action of queue) await show(action);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
