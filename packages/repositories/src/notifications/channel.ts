import type {
  DisablingReason,
  NotificationChannelRow,
  NotificationChannelState,
  NotificationContent,
  NotificationKind,
  Profile,
} from "@handsfree/schema";
import type { QuietHours } from "./quiet-hours.ts";

/** A way by which a person is told that an action waits for them. Its address is not part of it. */
export interface NotificationChannel {
  readonly id: string;
  readonly userId: string;
  readonly kind: NotificationKind;
  /** By which the person tells their channels apart; null for none. */
  readonly name: string | null;
  /** The origin of the URL, or the Slack user; null for e-mail, or while it is not known. */
  readonly shownAddress: string | null;
  /** The profiles in which it is used; null for all. */
  readonly profiles: readonly Profile[] | null;
  /** When its notices wait; null for never. */
  readonly quietHours: QuietHours | null;
  readonly content: NotificationContent;
  /** `unlinked` while the person has not proved that the address is theirs. */
  readonly state: NotificationChannelState;
  /** Null unless it is disabled. */
  readonly disabledBecause: DisablingReason | null;
  readonly disabledAt: Date | null;
  /** The time of the first failed attempt since the last one that succeeded; null if the last one succeeded. */
  readonly failingSince: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export function toChannel(row: NotificationChannelRow): NotificationChannel {
  return {
    id: row.id,
    userId: row.user_id,
    kind: row.kind,
    name: row.name,
    shownAddress: row.shown_address,
    profiles: row.profiles === null ? null : (JSON.parse(row.profiles) as Profile[]),
    quietHours: row.quiet_hours === null ? null : (JSON.parse(row.quiet_hours) as QuietHours),
    content: row.content,
    state: row.state,
    disabledBecause: row.disabled_because,
    disabledAt: row.disabled_at,
    failingSince: row.failing_since,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
