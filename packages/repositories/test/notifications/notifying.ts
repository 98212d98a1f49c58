import { randomBytes } from "node:crypto";
import type { Database, NotificationDeliveryRow } from "@handsfree/schema";
import type { Kysely } from "kysely";
import {
  createNotificationChannel,
  deliverNotifications,
  type NewAddress,
  type NewNotificationChannel,
  type Notice,
  type NoticeOutcome,
  type NotificationChannel,
  type WebPushAddress,
} from "../../src/entries/notifications.ts";
import type { Context } from "../../src/index.ts";

export const signingKey: Uint8Array = randomBytes(32);

/** The address of a browser. */
export const ofBrowser: WebPushAddress = {
  kind: "web_push",
  endpoint: "https://push.example/1",
  p256dh: Buffer.concat([Buffer.of(4), Buffer.alloc(64)]).toString("base64url"),
  auth: Buffer.alloc(16).toString("base64url"),
};

/** Senders in memory, which send unless a test says otherwise. */
export class Outbox {
  readonly sent: Notice[] = [];
  outcome: (notice: Notice) => NoticeOutcome | Promise<NoticeOutcome> = () => ({ outcome: "sent" });

  readonly send = async (notice: Notice): Promise<NoticeOutcome> => {
    this.sent.push(notice);
    return this.outcome(notice);
  };

  /** What each notice was for, in order. */
  get purposes(): string[] {
    return this.sent.map(({ purpose }) => purpose);
  }
}

/** Notifies until it is disposed of. */
export function notifying(
  db: Kysely<Database>,
  { send }: Pick<Outbox, "send">,
  clock: Context,
): AsyncDisposable {
  const stop = new AbortController();
  const options = { signingKey, send, pollMilliseconds: 5, random: () => 0, signal: stop.signal };
  const running = deliverNotifications(db, options, clock);
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

export async function addChannel(
  db: Kysely<Database>,
  clock: Context,
  input: Partial<NewNotificationChannel> & Pick<NewNotificationChannel, "userId">,
): Promise<NotificationChannel> {
  const channel = { address: ofBrowser, signingKey, ...input };
  const created = await createNotificationChannel(db, channel, clock);
  if (created.outcome !== "created") throw new Error(created.outcome);
  return created.channel;
}

export function noticesOf(db: Kysely<Database>): Promise<NotificationDeliveryRow[]> {
  return db.selectFrom("notification_deliveries").selectAll().orderBy("id").execute();
}

/** An ntfy topic. */
export function topic(name: string): NewAddress {
  return { kind: "ntfy", url: `https://ntfy.example/${name}` };
}
