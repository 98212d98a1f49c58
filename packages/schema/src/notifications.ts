import type { Selectable } from "kysely";
import type { CreatedAt, JsonText, UpdatedAt } from "./column.ts";
import type {
  DisablingReason,
  NotificationChannelState,
  NotificationContent,
  NotificationDeliveryState,
  NotificationKind,
  NotificationPurpose,
} from "./vocabulary.ts";

/** A way by which a person is told that an action waits for them. */
export interface NotificationChannelTable {
  id: string;
  user_id: string;
  kind: NotificationKind;
  /** By which the person tells their channels apart; null for none. */
  name: string | null;
  /** A keyed hash of the address, which is unique; null while it is not known. */
  address_key: string | null;
  /** The address, encrypted by a key of the server; null where there is none, or it is not known. */
  sealed_address: string | null;
  /** The part of the address that is no secret; null for none. */
  shown_address: string | null;
  /** The profiles in which it is used, as a list of texts; null for all. */
  profiles: JsonText | null;
  /** When it waits, as an object; null for never. */
  quiet_hours: JsonText | null;
  content: NotificationContent;
  state: NotificationChannelState;
  /** Null unless it is disabled. */
  disabled_because: DisablingReason | null;
  disabled_at: Date | null;
  /** The time of the first failed attempt since the last one that succeeded; null if the last one succeeded. */
  failing_since: Date | null;
  /** SHA-256 of the code that links it, in lower-case hexadecimal; null for none. */
  link_sha256: string | null;
  link_expires_at: Date | null;
  created_at: CreatedAt;
  updated_at: UpdatedAt;
}

/** A channel as it is read. */
export type NotificationChannelRow = Selectable<NotificationChannelTable>;

/** A notice to a channel. It holds no content. */
export interface NotificationDeliveryTable {
  id: string;
  /** The channel, the action and the purpose, so that each notice is made once. */
  delivery_key: string;
  channel_id: string;
  user_id: string;
  /** The action that waits, or waited; null for a test. */
  action_id: string | null;
  purpose: NotificationPurpose;
  state: NotificationDeliveryState;
  /** How many attempts were begun. */
  attempts: number;
  /** When it is due; null after its end. While a lease runs, it is the end of the lease. */
  next_attempt_at: Date | null;
  /** SHA-256 of the last lease's token. */
  lease_sha256: string | null;
  lease_expires_at: Date | null;
  /** Why the last attempt failed, or why it was dropped. It holds nothing of an answer's body. */
  last_error: string | null;
  /** By which the message can be changed later; null for none. */
  message_ref: string | null;
  created_at: CreatedAt;
  ended_at: Date | null;
}

/** A notice as it is read. */
export type NotificationDeliveryRow = Selectable<NotificationDeliveryTable>;
