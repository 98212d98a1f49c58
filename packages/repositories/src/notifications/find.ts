import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { requirePerson } from "../person.ts";
import { requireObject, requireUuid } from "../validate.ts";
import { type NotificationChannel, toChannel } from "./channel.ts";

/** A person's channel. */
export interface NotificationChannelKey {
  /** The person. The channel of another one is not found. */
  readonly userId: string;
  readonly id: string;
}

/**
 * Finds a channel of a person.
 *
 * @throws {InvalidInputError} for an id that is not a UUID.
 */
export async function findNotificationChannel(
  db: Executor<Database>,
  key: NotificationChannelKey,
): Promise<NotificationChannel | undefined> {
  requireCall(db);
  const { userId, id } = requireObject("key", key);
  const owner = requirePerson("userId", userId);
  const row = await db
    .selectFrom("notification_channels")
    .selectAll()
    .where("id", "=", requireUuid("id", id))
    .executeTakeFirst();
  return row?.user_id === owner ? toChannel(row) : undefined;
}

/**
 * Lists the channels of a person, the oldest first. There are at most 20.
 *
 * @throws {InvalidInputError} if the id is not a UUID, or is the nil or the max UUID.
 */
export async function listNotificationChannels(
  db: Executor<Database>,
  userId: string,
): Promise<readonly NotificationChannel[]> {
  requireCall(db);
  const rows = await db
    .selectFrom("notification_channels")
    .selectAll()
    .where("user_id", "=", requirePerson("userId", userId))
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  return rows.map(toChannel);
}
