import type { Executor } from "@handsfree/query";
import type { Database, Profile } from "@handsfree/schema";
import { notificationLimits } from "../limits.ts";

/** A person's profile: that of their last command, if it is not older than twelve hours, or `default`. */
export async function currentProfile(
  db: Executor<Database>,
  userId: string,
  now: Date,
): Promise<Profile> {
  const since = new Date(now.getTime() - notificationLimits.profileSeconds * 1000);
  const last = await db
    .selectFrom("commands")
    .select("profile")
    .where("user_id", "=", userId)
    .where("created_at", ">", since)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return last?.profile ?? "default";
}
