import type { Database } from "@handsfree/schema";
import { openTestDatabase } from "@handsfree/testkit";
import { LocalGithub, type LocalRepository } from "@handsfree/testkit/github";
import { createGithubConnection } from "@handsfree/repositories/github-connections";
import { type ActionLog, listActionLogs } from "@handsfree/repositories/action-logs";
import {
  confirmPendingAction,
  createPendingAction,
  findPendingAction,
  type NewPendingAction,
  type PendingAction,
} from "@handsfree/repositories/pending-actions";
import type { Kysely } from "kysely";
import { vi } from "vitest";
import {
  executeGithubActions,
  type GithubExecuting,
  type GithubSettings,
} from "../../src/index.ts";

export const userId = "019a2f6e-0000-7000-8000-000000000001";
export const repo = "acme/website";

/** A database, a local GitHub, and an owner whose connection is an installation of the app. */
export class World implements AsyncDisposable {
  readonly db: Kysely<Database>;
  readonly github: LocalGithub;
  readonly repository: LocalRepository;

  private constructor(db: Kysely<Database>, github: LocalGithub) {
    this.db = db;
    this.github = github;
    this.repository = github.addRepository(repo);
  }

  static async open(): Promise<World> {
    const world = new World(await openTestDatabase(), await LocalGithub.start());
    // Pauses between writes are kept by installation, so that tests do not wait for each other.
    const installationId = Math.floor(Math.random() * 1e9) + 1;
    world.github.installations.add(installationId);
    await createGithubConnection(world.db, { userId, installationId });
    return world;
  }

  get settings(): GithubSettings {
    return { apiUrl: this.github.url, app: this.github.app };
  }

  /** An action that waits for a decision. */
  async propose(
    actionType: string,
    payload: object,
    input: Partial<NewPendingAction> = {},
  ): Promise<{ readonly action: PendingAction; readonly token: string }> {
    const proposal = await createPendingAction(this.db, {
      userId,
      summary: `Do ${actionType}`,
      actionType,
      actionPayload: { repo, ...payload },
      repository: repo,
      ...input,
    });
    if (proposal.outcome !== "proposed") throw new Error(proposal.outcome);
    return proposal;
  }

  /** An action that its owner approved. */
  async approve(
    actionType: string,
    payload: object,
    input: Partial<NewPendingAction> = {},
  ): Promise<PendingAction> {
    const { action, token } = await this.propose(actionType, payload, input);
    await confirmPendingAction(this.db, { userId, token });
    return action;
  }

  async find(id: string): Promise<PendingAction> {
    const action = await findPendingAction(this.db, { auditor: true, id });
    if (action === undefined) throw new Error("the action is gone");
    return action;
  }

  /** Runs an executor until the actions have ended. @returns the actions. */
  async run(
    actions: readonly PendingAction[],
    options: Partial<GithubExecuting> = {},
  ): Promise<PendingAction[]> {
    const stop = new AbortController();
    const running = executeGithubActions(this.db, {
      github: this.settings,
      pollSeconds: 1,
      concurrency: 4,
      ...options,
      signal: stop.signal,
    });
    running.catch(() => undefined);
    try {
      return await vi.waitFor(
        async () => {
          const found = await Promise.all(actions.map(({ id }) => this.find(id)));
          if (found.every(({ endedAt }) => endedAt !== null)) return found;
          throw new Error(`they are ${found.map(({ state }) => state).join(", ")}`);
        },
        { timeout: 100_000, interval: 20 },
      );
    } finally {
      stop.abort();
      await running;
    }
  }

  /** Waits for the end of an action that another executor carries out, without the waits between its attempts. */
  async endOf(action: PendingAction): Promise<PendingAction> {
    return vi.waitFor(
      async () => {
        await this.hurry(action);
        const found = await this.find(action.id);
        if (found.endedAt !== null) return found;
        throw new Error(`it is ${found.state}`);
      },
      { timeout: 100_000, interval: 50 },
    );
  }

  /** Approves an action and carries it out. */
  async carryOut(actionType: string, payload: object): Promise<PendingAction> {
    const [ended] = await this.run([await this.approve(actionType, payload)]);
    if (ended === undefined) throw new Error("nothing ended");
    return ended;
  }

  /** The action logs of side effects. */
  async logs(): Promise<readonly ActionLog[]> {
    const { items } = await listActionLogs(this.db, { userId, limit: 100 });
    return items.filter(({ idempotencyKey }) => idempotencyKey !== null);
  }

  /** The steps of an action's execution, oldest first. */
  async steps(target: string): Promise<{ readonly event: string; readonly reason: unknown }[]> {
    const { items } = await listActionLogs(this.db, { userId, target, limit: 100 });
    const prefix = "pending_action.execution_";
    return items
      .filter(({ actionType }) => actionType.startsWith(prefix))
      .toReversed()
      .map(({ actionType, result }) => ({
        event: actionType.slice(prefix.length),
        reason: (result as { readonly reason: unknown }).reason,
      }));
  }

  /** Lets an attempt that waits be due now. */
  async hurry({ id }: PendingAction): Promise<void> {
    await this.db
      .updateTable("pending_actions")
      .set({ lease_expires_at: null })
      .where("id", "=", id)
      .where("state", "=", "executing")
      .where("lease_sha256", "is", null)
      .execute();
  }

  /** @throws {Error} if a request or an answer was not as GitHub's description says. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.github[Symbol.asyncDispose]();
    await this.db.destroy();
    const { violations } = this.github;
    if (violations.length > 0) throw new Error(violations.join("\n"));
  }
}
