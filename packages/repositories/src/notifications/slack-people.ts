import { type Executor, inTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { toUser, type User } from "../identity/user.ts";
import { retried } from "../retried.ts";
import { requireObject, requireText } from "../validate.ts";
import type { WebhookSigningKey } from "../webhook-endpoints/secret.ts";
import { requireSlack, shownPartOf, type SlackAddress } from "./address.ts";
import { type NotificationChannel, toChannel } from "./channel.ts";
import { beginAtEnd, holdChannel } from "./hold-channel.ts";
import { hashCode } from "./link-code.ts";
import { recordChannelChange } from "./record-change.ts";
import { addressKey, sealAddress } from "./sealed-address.ts";

/** A member of a Slack workspace, as Slack has signed that. */
export interface SlackMember {
  readonly member: Omit<SlackAddress, "kind">;
  /** The key that seals addresses, of at least 32 bytes. */
  readonly signingKey: WebhookSigningKey;
}

/** A code that a member of a workspace has entered. */
export interface EnteredLinkCode extends SlackMember {
  readonly code: string;
}

/**
 * The outcome of a link. `not_found`: the code is not right, was used, or is older than ten minutes. `address_taken`: the
 * member is linked already.
 */
export type LinkedSlackChannel =
  | { readonly outcome: "linked"; readonly channel: NotificationChannel }
  | { readonly outcome: "not_found" | "address_taken" };

/**
 * Links the channel whose code a member of a Slack workspace has entered, and enables it: the code was shown to its person
 * alone. It counts once. It is recorded in the same transaction.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function linkSlackChannel(
  db: Executor<Database>,
  input: EnteredLinkCode,
  context: Context = systemContext,
): Promise<LinkedSlackChannel> {
  requireCall(db, context);
  const { code, member, signingKey } = requireObject("input", input);
  const hash = hashCode(requireText("code", code, 100));
  const address = requireSlack("member", requireObject("member", member));
  const stopped = atOneInstant(context);
  const now = stopped.now();
  const address_key = addressKey(signingKey, address, "");
  const begin = await beginAtEnd(db);
  return retried(db, () =>
    inTransaction(db, async (transaction): Promise<LinkedSlackChannel> => {
      const found = await transaction
        .selectFrom("notification_channels")
        .select("id")
        .where("link_sha256", "=", hash)
        .executeTakeFirst();
      const row = found && (await holdChannel(transaction, found.id));
      const isValid = row?.state === "unlinked" && (row.link_expires_at ?? now) > now;
      if (row === undefined || !isValid) return { outcome: "not_found" };
      const holder = await transaction
        .selectFrom("notification_channels")
        .select("id")
        .where("address_key", "=", address_key)
        .executeTakeFirst();
      if (holder !== undefined) return { outcome: "address_taken" };
      await begin(transaction);
      const set = {
        address_key,
        sealed_address: sealAddress(signingKey, row.id, address),
        shown_address: shownPartOf(address),
        state: "enabled",
        link_sha256: null,
        link_expires_at: null,
        updated_at: now,
      } as const;
      await transaction
        .updateTable("notification_channels")
        .set(set)
        .where("id", "=", row.id)
        .execute();
      const change = { event: "linked", by: row.user_id } as const;
      const record = recordChannelChange(transaction, row, change, stopped);
      await transaction.executeQuery(record.compile());
      return { outcome: "linked", channel: toChannel({ ...row, ...set }) };
    }),
  );
}

/** A person whom a member of a Slack workspace is. */
export interface SlackPerson {
  readonly user: User;
  /** The channel by which they are linked. */
  readonly channelId: string;
}

/**
 * Finds the person whom a member of a Slack workspace is: their channel is linked and enabled, and they can use HandsFree.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function findSlackPerson(
  db: Executor<Database>,
  input: SlackMember,
): Promise<SlackPerson | undefined> {
  requireCall(db);
  const { member, signingKey } = requireObject("input", input);
  const address = requireSlack("member", requireObject("member", member));
  const channel = await db
    .selectFrom("notification_channels")
    .select(["id", "user_id", "state"])
    .where("address_key", "=", addressKey(signingKey, address, ""))
    .executeTakeFirst();
  if (channel?.state !== "enabled") return undefined;
  const row = await db
    .selectFrom("users")
    .selectAll()
    .where("id", "=", channel.user_id)
    .executeTakeFirst();
  if (row === undefined || row.disabled_at !== null) return undefined;
  return { user: toUser(row), channelId: channel.id };
}
