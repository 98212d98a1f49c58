import { createHash } from "node:crypto";
import type { NoticeRow } from "@handsfree/schema";
import {
  createGithubConnection,
  type GithubConnection,
} from "../../src/entries/github-connections.ts";
import { makeNotices } from "../../src/entries/notices.ts";
import { storeWebhookEvent } from "../../src/entries/webhooks.ts";
import { NoticeMaker } from "../../src/notices/make-notices.ts";
import { proposeFired } from "../../src/notices/triggers/propose.ts";
import { World } from "../identity/world.ts";

interface PullRequest {
  readonly number: number;
  readonly title: string;
  readonly html_url: string;
  readonly updated_at: string;
  readonly created_at: string;
  readonly user: object;
  readonly head: object;
}

export const sha = "ec26c3e57ca3a959ca5aad62de7213c562f8c821";
const repository = { full_name: "Acme/Web", html_url: "https://github.com/Acme/Web" };
export const ada = { login: "ada", type: "User" };
const grace = { login: "Grace-H", type: "User" };
export const pullRequest: PullRequest = {
  number: 7,
  title: "Add a page",
  html_url: "https://github.com/Acme/Web/pull/7",
  updated_at: "2026-03-01T10:00:00Z",
  created_at: "2026-03-01T09:00:00Z",
  user: ada,
  head: { sha },
};
/** A suite of checks that passed. */
export const suite: object = {
  id: 3,
  head_sha: sha,
  conclusion: "success",
  updated_at: "2026-03-01T10:30:00Z",
  pull_requests: [{ number: 7, head: { sha } }],
  head_commit: { message: "Add a page" },
};

/** A database to which GitHub delivers. */
export class Noticing implements AsyncDisposable {
  readonly world: World;
  readonly #maker: NoticeMaker;
  #deliveries = 0;

  private constructor(world: World) {
    this.world = world;
    this.#maker = new NoticeMaker(world.db, world.clock);
  }

  static async open(): Promise<Noticing> {
    return new Noticing(await World.open());
  }

  get db(): World["db"] {
    return this.world.db;
  }

  get clock(): World["clock"] {
    return this.world.clock;
  }

  /** A user with a login on GitHub. @returns the user's id. */
  async userWith(login: string): Promise<string> {
    const { id } = await this.world.user();
    await this.connect(id, login);
    return id;
  }

  connect(userId: string, login: string): Promise<GithubConnection> {
    const input = { userId, tokenRef: "vault/github", login };
    return createGithubConnection(this.db, input, this.clock);
  }

  /** Stores a delivery. @returns the id of its event. */
  async deliver(type: string, payload: object, more: object = {}): Promise<string> {
    const body = JSON.stringify({ repository, sender: grace, ...payload });
    const number = String(++this.#deliveries);
    const receipt = await storeWebhookEvent(
      this.db,
      {
        source: "github",
        eventType: type,
        deliveryId: createHash("sha256").update(number).digest("hex"),
        signatureOk: true,
        payload: body,
        ...more,
      },
      this.clock,
    );
    this.clock.advance(1000);
    return receipt.event.id;
  }

  /** Makes all notices. */
  async notice(): Promise<void> {
    let isEnd = false;
    while (!isEnd) ({ isEnd } = await this.#maker.next(undefined));
  }

  /** Makes all notices and proposals. */
  async settle(openLimit?: number): Promise<void> {
    await this.notice();
    await proposeFired(this.db, { openLimit }, this.clock);
  }

  /** Does so as a server does, until it is disposed of. */
  running(): AsyncDisposable {
    const stop = new AbortController();
    const running = makeNotices(this.db, { signal: stop.signal }, this.clock);
    return {
      async [Symbol.asyncDispose]() {
        stop.abort();
        await running;
      },
    };
  }

  rows(): Promise<NoticeRow[]> {
    return this.db.selectFrom("notices").selectAll().orderBy("created_at").orderBy("id").execute();
  }

  /** The kinds of a user's notices, the oldest first. */
  async kindsOf(userId: string): Promise<string[]> {
    const rows = await this.rows();
    return rows.filter(({ user_id }) => user_id === userId).map(({ kind }) => kind);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.world[Symbol.asyncDispose]();
  }
}
