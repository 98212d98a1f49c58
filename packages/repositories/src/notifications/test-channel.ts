import { type Executor, insertRow } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { requireObject } from "../validate.ts";
import type { NotificationChannel } from "./channel.ts";
import { newNotice } from "./deliveries/new-notice.ts";
import { findNotificationChannel, type NotificationChannelKey } from "./find.ts";

/** The outcome of a request for a test. */
export type TestedNotificationChannel =
  | {
      readonly outcome: "requested" | "disabled" | "unlinked";
      readonly channel: NotificationChannel;
    }
  | { readonly outcome: "not_found" };

/**
 * Sends a notice to a channel of a person, at any time and in any profile, which says that it is a test.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function testNotificationChannel(
  db: Executor<Database>,
  input: NotificationChannelKey,
  context: Context = systemContext,
): Promise<TestedNotificationChannel> {
  requireCall(db, context);
  const channel = await findNotificationChannel(db, requireObject("input", input));
  if (channel === undefined) return { outcome: "not_found" };
  if (channel.state !== "enabled") return { outcome: channel.state, channel };
  const notice = newNotice(channel, "test", null, atOneInstant(context));
  await insertRow(db, "notification_deliveries", notice, "delivery_key");
  return { outcome: "requested", channel };
}
