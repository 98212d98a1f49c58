import { type Executor, inTransaction } from "@handsfree/query";
import type { Database, DisablingReason, NotificationChannelRow } from "@handsfree/schema";
import type { Transaction } from "kysely";
import type { SystemEvent } from "../action-logs/system-types.ts";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { type Actor, optionalActor } from "../identity/actor.ts";
import { requirePerson } from "../person.ts";
import { retried } from "../retried.ts";
import { ifGiven, requireBoolean, requireObject, requireUuid } from "../validate.ts";
import { type NotificationChannel, toChannel } from "./channel.ts";
import type { NotificationChannelKey } from "./find.ts";
import { beginAtEnd, holdChannel } from "./hold-channel.ts";
import { recordChannelChange } from "./record-change.ts";
import { type ChannelChoices, keepChoices } from "./values.ts";

/** New values of a channel. What is left out stays. */
export interface NotificationChannelChange extends NotificationChannelKey, Actor, ChannelChoices {
  /** Whether it is used. A channel that is `unlinked` cannot be enabled. */
  readonly enabled?: boolean | undefined;
}

/** The outcome of a change. `unlinked`: the person has not proved whose address it is. */
export type ChangedNotificationChannel =
  | { readonly outcome: "changed" | "unlinked"; readonly channel: NotificationChannel }
  | { readonly outcome: "not_found" };

/**
 * Changes a channel of a person, and records that in the same transaction. Notices that wait follow the new values.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function changeNotificationChannel(
  db: Executor<Database>,
  input: NotificationChannelChange,
  context: Context = systemContext,
): Promise<ChangedNotificationChannel> {
  requireCall(db, context);
  const { userId, id, enabled, ...choices } = requireObject("input", input);
  const owner = requirePerson("userId", userId);
  const key = requireUuid("id", id);
  const by = optionalActor(input);
  ifGiven("enabled", enabled, requireBoolean);
  const values = keepChoices(choices, context);
  const stopped = atOneInstant(context);
  const begin = await beginAtEnd(db);
  return retried(db, () =>
    inTransaction(db, async (transaction): Promise<ChangedNotificationChannel> => {
      const row = await holdChannel(transaction, key);
      if (row?.user_id !== owner) return { outcome: "not_found" };
      if (enabled === true && row.state === "unlinked") {
        return { outcome: "unlinked", channel: toChannel(row) };
      }
      const turned = enabled === undefined ? undefined : turn(row, enabled, stopped.now());
      if (turned?.state === "enabled") await begin(transaction);
      const set = { ...values, ...turned, updated_at: stopped.now() };
      await transaction
        .updateTable("notification_channels")
        .set(set)
        .where("id", "=", key)
        .execute();
      const changed = { ...row, ...set };
      const record = async (
        event: SystemEvent<"notification_channel">,
        details: Readonly<Record<string, unknown>>,
      ) => {
        const change = recordChannelChange(transaction, row, { event, by, details }, stopped);
        await transaction.executeQuery(change.compile());
      };
      const names = Object.keys(values);
      if (names.length > 0) await record("changed", { changed: names });
      if (turned?.state === "enabled") await record("enabled", {});
      if (turned?.state === "disabled") await record("disabled", { because: "requested" });
      if (names.length > 0) await makeDue(transaction, key, stopped.now());
      return { outcome: "changed", channel: toChannel(changed) };
    }),
  );
}

/** The values that enable or disable a channel; undefined if it is so already. */
function turn(row: NotificationChannelRow, enabled: boolean, now: Date) {
  if (row.state === "unlinked" || enabled === (row.state === "enabled")) return undefined;
  return enabled
    ? ({
        state: "enabled",
        disabled_because: null,
        disabled_at: null,
        failing_since: null,
      } as const)
    : ({ state: "disabled", disabled_because: "requested", disabled_at: now } as const);
}

/** Notices that wait for the end of the old quiet hours are looked at again. */
async function makeDue(
  transaction: Transaction<Database>,
  channelId: string,
  now: Date,
): Promise<void> {
  await transaction
    .updateTable("notification_deliveries")
    .set({ next_attempt_at: now })
    .where("channel_id", "=", channelId)
    .where("state", "=", "waiting")
    .where("attempts", "=", 0)
    .where("lease_expires_at", "is", null)
    .execute();
}

/** A channel to disable, as it was read. */
interface Disabling {
  readonly read: Pick<NotificationChannelRow, "id" | "sealed_address">;
  readonly because: DisablingReason;
}

/** Disables a channel, unless it was changed to another address since it was read. */
export async function disableChannel(
  db: Executor<Database>,
  { read, because }: Disabling,
  context: Context,
): Promise<void> {
  const stopped = atOneInstant(context);
  await retried(db, () =>
    inTransaction(db, async (transaction) => {
      const row = await holdChannel(transaction, read.id);
      if (row?.state !== "enabled" || row.sealed_address !== read.sealed_address) return;
      await transaction
        .updateTable("notification_channels")
        .set({ state: "disabled", disabled_because: because, disabled_at: stopped.now() })
        .where("id", "=", row.id)
        .execute();
      const change = { event: "disabled", by: null, details: { because } } as const;
      const record = recordChannelChange(transaction, row, change, stopped);
      await transaction.executeQuery(record.compile());
    }),
  );
}

/** A person's channel to delete. */
export interface NotificationChannelDeletion extends NotificationChannelKey, Actor {}

/**
 * Deletes a channel of a person with its notices, and records that in the same transaction.
 *
 * @returns whether the person had it.
 * @throws {InvalidInputError} naming the field.
 */
export async function deleteNotificationChannel(
  db: Executor<Database>,
  input: NotificationChannelDeletion,
  context: Context = systemContext,
): Promise<boolean> {
  requireCall(db, context);
  const { userId, id } = requireObject("input", input);
  const owner = requirePerson("userId", userId);
  const key = requireUuid("id", id);
  const by = optionalActor(input);
  return retried(db, () =>
    inTransaction(db, async (transaction) => {
      const row = await holdChannel(transaction, key);
      if (row?.user_id !== owner) return false;
      await transaction
        .deleteFrom("notification_deliveries")
        .where("channel_id", "=", key)
        .execute();
      await transaction.deleteFrom("notification_channels").where("id", "=", key).execute();
      const change = recordChannelChange(transaction, row, { event: "deleted", by }, context);
      await transaction.executeQuery(change.compile());
      return true;
    }),
  );
}
