import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";

/** A person, and what tells that a webhook delivery is about them. */
export interface Subject {
  /** In lower case. */
  readonly userId: string;
  readonly email: string | null;
  /** Of the person's connections to GitHub. */
  readonly installationIds: readonly number[];
}

/** What is known of a person, who need not be there. */
export async function readSubject(db: Executor<Database>, userId: string): Promise<Subject> {
  const user = await db
    .selectFrom("users")
    .select("email")
    .where("id", "=", userId)
    .executeTakeFirst();
  const connections = await db
    .selectFrom("github_connections")
    .select("installation_id")
    .where("user_id", "=", userId)
    .execute();
  const ids = connections.map((connection) => connection.installation_id);
  return {
    userId,
    email: user?.email || null,
    installationIds: [...new Set(ids.filter((id) => id !== null))],
  };
}
