import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestTime } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import {
  type AccessKey,
  createKey,
  createService,
  createUser,
  type NewAccessKey,
  type NewService,
  type NewUser,
  type Service,
  type User,
} from "../../src/entries/identity.ts";
import { createSignInLink, signInByLink, type StartedSession } from "../../src/entries/sessions.ts";

import type { Context } from "../../src/index.ts";

/** A key, and the text that its owner was shown. */
export interface GivenKey {
  readonly key: AccessKey;
  readonly text: string;
}

/** A database with its clock, and ways to add people and services that must succeed. */
export class World implements AsyncDisposable {
  readonly db: Kysely<Database>;
  readonly clock: TestTime = new TestTime();

  private constructor(db: Kysely<Database>) {
    this.db = db;
  }

  static async open(): Promise<World> {
    return new World(await openTestDatabase());
  }

  async user(input: NewUser = {}): Promise<User> {
    const created = await createUser(this.db, input, this.clock);
    if (created.outcome !== "created") throw new Error(created.outcome);
    return created.user;
  }

  async service(input: Partial<NewService> = {}): Promise<Service> {
    const created = await createService(
      this.db,
      { name: "planner", kind: "agent", ...input },
      this.clock,
    );
    if (created.outcome !== "created") throw new Error(created.outcome);
    return created.service;
  }

  key(input: Partial<NewAccessKey>): Promise<GivenKey> {
    return makeKey(this.db, input, this.clock);
  }

  /** A session of a user, by a link. */
  async session(userId: string, userAgent?: string): Promise<StartedSession> {
    const link = await createSignInLink(this.db, { userId }, this.clock);
    if (link.outcome !== "created") throw new Error(link.outcome);
    const signedIn = await signInByLink(this.db, { code: link.code, userAgent }, this.clock);
    if (signedIn.outcome !== "signed_in") throw new Error(signedIn.outcome);
    return signedIn;
  }

  /** The audit rows of a kind of record, the oldest first. */
  async audit(kind: AuditKind): Promise<AuditRow[]> {
    const rows = await this.db
      .selectFrom("action_logs")
      .select(["user_id", "action_type", "target", "result"])
      .where("action_type", "like", `${kind}.%`)
      .orderBy("created_at")
      .orderBy("id")
      .execute();
    return rows.map(({ result, ...row }) => ({
      ...row,
      result: JSON.parse(result ?? "null") as unknown,
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.db.destroy();
  }
}

async function makeKey(
  db: Kysely<Database>,
  input: Partial<NewAccessKey>,
  context: Context,
): Promise<GivenKey> {
  const key: NewAccessKey = { name: "laptop", scopes: ["actions:propose"], ...input };
  const created = await createKey(db, key, context);
  if (created.outcome !== "created") throw new Error(created.outcome);
  return created;
}

/** A new user's key. */
export async function giveKey(db: Kysely<Database>, context: Context): Promise<GivenKey> {
  const created = await createUser(db, {}, context);
  if (created.outcome !== "created") throw new Error(created.outcome);
  return makeKey(db, { userId: created.user.id }, context);
}

type AuditKind =
  | "user"
  | "service_account"
  | "access_key"
  | "session"
  | "sign_in_link"
  | "passkey"
  | "openid_identity"
  | "approver_group"
  | "notification_channel"
  | "notice"
  | "event_trigger";

interface AuditRow {
  readonly user_id: string;
  readonly action_type: string;
  readonly target: string | null;
  readonly result: unknown;
}

export const nobody = "019a2f6e-0000-7000-8000-0000000000ff";
export const nilUser = "00000000-0000-0000-0000-000000000000";

/** How many of the values there are. */
export function tally(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
