import type { Executor } from "@handsfree/query";
import type { Database, NoticeKind } from "@handsfree/schema";
import { sql } from "kysely";
import { namesOf } from "../repo-subscriptions/subscription.ts";
import type { GithubNotice } from "./github/notice.ts";

/** A user who gets a notice, and the login of theirs that it concerns; null for a subscription alone. */
export interface Recipient {
  readonly userId: string;
  readonly login: string | null;
}

/** Who gets which notices: by their logins, and by their subscriptions. */
export class Recipients {
  readonly #users: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #logins: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #subscriptions: ReadonlyMap<string, readonly Subscribed[]>;

  private constructor(connections: readonly Connected[], subscriptions: readonly Subscribed[]) {
    const pairs = connections.map(({ user_id, login }) => [user_id, login.toLowerCase()] as const);
    this.#users = setsOf(pairs.map(([user, login]) => [login, user]));
    this.#logins = setsOf(pairs);
    this.#subscriptions = Map.groupBy(subscriptions, ({ name }) => name);
  }

  /** Reads who may get some of the notices. */
  static async find(db: Executor<Database>, notices: readonly GithubNotice[]): Promise<Recipients> {
    if (notices.length === 0) return new Recipients([], []);
    // Of all users with a login, since what they did themselves is no news for them.
    const connections = await db
      .selectFrom("github_connections as connection")
      .leftJoin("users as user", "user.id", "connection.user_id")
      .select(["connection.user_id", "connection.login"])
      .where("connection.login", "is not", null)
      .where("user.disabled_at", "is", null)
      .execute();
    const names = [...new Set(notices.flatMap(({ repository }) => namesOf(repository)))];
    const subscriptions = await db
      .selectFrom("notice_subscriptions as subscription")
      .leftJoin("users as user", "user.id", "subscription.user_id")
      .select(["subscription.user_id", "subscription.kinds"])
      .select(sql<string>`lower(subscription.repo_full_name)`.as("name"))
      .where(sql<string>`lower(subscription.repo_full_name)`, "in", names)
      .where("user.disabled_at", "is", null)
      .execute();
    return new Recipients(
      connections.flatMap(({ user_id, login }) => (login === null ? [] : { user_id, login })),
      subscriptions,
    );
  }

  /** The users who get a notice: those whom it concerns, and those who want its kind of the repository. */
  of(notice: GithubNotice): readonly Recipient[] {
    const found = new Map<string, Recipient>();
    for (const login of notice.logins) {
      for (const userId of this.#users.get(login.toLowerCase()) ?? []) {
        if (!found.has(userId)) found.set(userId, { userId, login });
      }
    }
    for (const name of namesOf(notice.repository)) {
      for (const { user_id: userId, kinds } of this.#subscriptions.get(name) ?? []) {
        if (found.has(userId) || !wants(kinds, notice.kind)) continue;
        found.set(userId, { userId, login: null });
      }
    }
    const actor = notice.actor?.toLowerCase() ?? "";
    return [...found.values()].filter(({ userId }) => !this.#logins.get(userId)?.has(actor));
  }
}

interface Connected {
  readonly user_id: string;
  readonly login: string;
}

interface Subscribed {
  readonly user_id: string;
  readonly kinds: string | null;
  /** The repository, or `owner/*`, in lower case. */
  readonly name: string;
}

function wants(kinds: string | null, kind: NoticeKind): boolean {
  return kinds === null || (JSON.parse(kinds) as string[]).includes(kind);
}

function setsOf(
  pairs: readonly (readonly [string, string])[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const sets = new Map<string, Set<string>>();
  for (const [key, value] of pairs) sets.set(key, (sets.get(key) ?? new Set()).add(value));
  return sets;
}
