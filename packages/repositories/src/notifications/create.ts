import { type Executor, inTransaction, insertRow } from "@handsfree/query";
import type { Database, NotificationChannelRow } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { type Actor, optionalActor } from "../identity/actor.ts";
import { holdUser } from "../identity/admins.ts";
import { requirePerson } from "../person.ts";
import { retried } from "../retried.ts";
import { requireObject, requireOneOf } from "../validate.ts";
import type { WebhookSigningKey } from "../webhook-endpoints/secret.ts";
import {
  type ChannelAddress,
  type EmailAddress,
  type NtfyAddress,
  requireNtfy,
  requireWebPush,
  shownPartOf,
  type WebPushAddress,
} from "./address.ts";
import { type NotificationChannel, toChannel } from "./channel.ts";
import { beginAtEnd, holdChannel } from "./hold-channel.ts";
import { type LinkCode, newLinkCode } from "./link-code.ts";
import { notificationLimits } from "./limits.ts";
import { recordChannelChange } from "./record-change.ts";
import { addressKey, sealAddress } from "./sealed-address.ts";
import { type ChannelChoices, keepChoices } from "./values.ts";

/** The address of a channel to add. That of Slack is found by a code that its person enters there. */
export type NewAddress = WebPushAddress | NtfyAddress | EmailAddress | { readonly kind: "slack" };

/** A channel to add. By default it is used in all profiles and at all times, and shows nothing of an action. */
export interface NewNotificationChannel extends Actor, ChannelChoices {
  readonly userId: string;
  readonly address: NewAddress;
  /** The key that seals its address, of at least 32 bytes. */
  readonly signingKey: WebhookSigningKey;
}

/**
 * The outcome of an addition:
 *
 * - `created`: `link` is the code that the person enters in Slack, within ten minutes.
 * - `replaced`: the person had a channel with this address, which has the new values, and is enabled.
 * - `address_taken`: another person has the address.
 * - `no_email`: the person's account has no e-mail address.
 * - `too_many`: the person has as many channels as they may have.
 */
export type CreatedNotificationChannel =
  | {
      readonly outcome: "created";
      readonly channel: NotificationChannel;
      readonly link: Pick<LinkCode, "code" | "expiresAt"> | null;
    }
  | { readonly outcome: "replaced"; readonly channel: NotificationChannel }
  | { readonly outcome: "too_many"; readonly limit: number }
  | { readonly outcome: "address_taken" | "no_email" | "user_not_found" };

/**
 * Adds a channel, and records that in the same transaction. Its address is not called.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function createNotificationChannel(
  db: Executor<Database>,
  input: NewNotificationChannel,
  context: Context = systemContext,
): Promise<CreatedNotificationChannel> {
  requireCall(db, context);
  const { userId, address: given, signingKey, ...choices } = requireObject("input", input);
  const by = optionalActor(input);
  const owner = requirePerson("userId", userId);
  const address = requireAddress(given);
  const stopped = atOneInstant(context);
  const now = stopped.now();
  const id = stopped.newId();
  const link = address === undefined ? newLinkCode(now) : null;
  const addressed = (channelId: string, of: ChannelAddress) => ({
    address_key: addressKey(signingKey, of, owner),
    sealed_address: sealAddress(signingKey, channelId, of),
    shown_address: shownPartOf(of),
  });
  const row: NotificationChannelRow = {
    id,
    user_id: owner,
    kind: given.kind,
    name: null,
    profiles: null,
    quiet_hours: null,
    content: "none",
    ...keepChoices(choices, context),
    ...(address === undefined
      ? { address_key: null, sealed_address: null, shown_address: null }
      : addressed(id, address)),
    state: link === null ? "enabled" : "unlinked",
    disabled_because: null,
    disabled_at: null,
    failing_since: null,
    link_sha256: link?.sha256 ?? null,
    link_expires_at: link?.expiresAt ?? null,
    created_at: now,
    updated_at: now,
  };
  const begin = await beginAtEnd(db);
  return retried(db, () =>
    inTransaction(db, async (transaction): Promise<CreatedNotificationChannel> => {
      const user = await holdUser(transaction, owner);
      if (user === undefined || user.disabled_at !== null) return { outcome: "user_not_found" };
      if (row.kind === "email" && user.email === null) return { outcome: "no_email" };
      if (address !== undefined) {
        const holder = await findByAddress(transaction, row.address_key);
        if (holder !== undefined && holder.user_id !== owner) return { outcome: "address_taken" };
        if (holder !== undefined) {
          await begin(transaction);
          const set = {
            ...keepChoices(choices, context),
            // The keys of a subscription can be new.
            sealed_address: sealAddress(signingKey, holder.id, address),
            state: "enabled",
            disabled_because: null,
            disabled_at: null,
            failing_since: null,
            updated_at: now,
          } as const;
          return replace(transaction, holder.id, set, by, stopped);
        }
      }
      // A new code takes the place of one that was not entered.
      if (link !== null) {
        await transaction
          .deleteFrom("notification_channels")
          .where("user_id", "=", owner)
          .where("state", "=", "unlinked")
          .execute();
      }
      const { count } = await transaction
        .selectFrom("notification_channels")
        .select((channel) => channel.fn.countAll<number>().as("count"))
        .where("user_id", "=", owner)
        .executeTakeFirstOrThrow();
      const limit = notificationLimits.channelsOfPerson;
      if (count >= limit) return { outcome: "too_many", limit };
      if (row.state === "enabled") await begin(transaction);
      const isNew = await insertRow(transaction, "notification_channels", row, "address_key");
      // Another person's transaction was faster.
      if (!isNew) return { outcome: "address_taken" };
      const record = recordChannelChange(transaction, row, { event: "created", by }, stopped);
      await transaction.executeQuery(record.compile());
      return {
        outcome: "created",
        channel: toChannel(row),
        link: link && { code: link.code, expiresAt: link.expiresAt },
      };
    }),
  );
}

/** @returns undefined if the address is not known yet. */
function requireAddress(given: NewAddress): ChannelAddress | undefined {
  const address = requireObject("address", given);
  switch (address.kind) {
    case "web_push":
      return requireWebPush("address", address);
    case "ntfy":
      return requireNtfy("address.url", address.url);
    case "email":
      return { kind: "email" };
    case "slack":
      return undefined;
    default:
      requireOneOf("address.kind", address, ["web_push", "ntfy", "email", "slack"] as never);
      return undefined;
  }
}

function findByAddress(
  transaction: Transaction<Database>,
  key: string | null,
): Promise<Pick<NotificationChannelRow, "id" | "user_id"> | undefined> {
  return transaction
    .selectFrom("notification_channels")
    .select(["id", "user_id"])
    .where("address_key", "=", key)
    .executeTakeFirst();
}

async function replace(
  transaction: Transaction<Database>,
  id: string,
  set: Partial<Omit<NotificationChannelRow, "created_at">>,
  by: string | null,
  context: Context,
): Promise<CreatedNotificationChannel> {
  const row = await holdChannel(transaction, id);
  if (row === undefined) return { outcome: "address_taken" };
  const changed = { ...row, ...set };
  await transaction.updateTable("notification_channels").set(set).where("id", "=", id).execute();
  const change = { event: "changed", by, details: { changed: ["address"] } } as const;
  await transaction.executeQuery(
    recordChannelChange(transaction, changed, change, context).compile(),
  );
  return { outcome: "replaced", channel: toChannel(changed) };
}
