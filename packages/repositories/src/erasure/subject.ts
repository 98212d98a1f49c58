import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";

/** A person, and the data that shows that a delivery is about them. */
export interface Subject {
  /** In lower case. */
  readonly userId: string;
  readonly email: string | null;
  /** The ids of the person's GitHub installations. */
  readonly installationIds: readonly number[];
}

/** Reads the data about a person, who may have no row. */
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
