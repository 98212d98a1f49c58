import {
  disablingReasons,
  notificationChannelStates,
  notificationContents,
  notificationKinds,
  profiles,
} from "@handsfree/schema";
import Type, { type Static } from "typebox";
import { named, ref } from "./named-schema.ts";
import { type FieldsOf, type RecordOf, rendererOf } from "./render.ts";
import { Nullable, OneOf, Time, Uuid } from "./values.ts";

const timeOfDay = "^(?:[01][0-9]|2[0-3]):[0-5][0-9]$";

/** The schema of the part of each day in which notices wait, `QuietHours` in openapi.json. */
export const QuietHoursSchema = named("QuietHours", {
  time_zone: Type.String({
    maxLength: 100,
    description: "A time zone of the IANA database, such as Europe/Berlin",
  }),
  from: Type.String({ pattern: timeOfDay, description: "The local time, as 22:00" }),
  until: Type.String({
    pattern: timeOfDay,
    description: "The local time, as 07:00. Before `from`, it is on the next day",
  }),
  urgent_passes: Type.Boolean({
    description:
      "Whether a notice passes whose action would expire before their end, or has escalated",
  }),
});
/** The part of each day in which notices wait. */
export type QuietHoursJson = Static<typeof QuietHoursSchema>;

/** The schema of a channel, `NotificationChannel` in openapi.json. */
export const NotificationChannelSchema = named("NotificationChannel", {
  id: Uuid,
  kind: OneOf(notificationKinds),
  name: Nullable(Type.String()),
  address: Nullable(
    Type.String({
      description:
        "The part of the address that is no secret: the origin of a URL, or the workspace and the member of Slack. Null for e-mail, which goes to the address of the account",
    }),
  ),
  profiles: Nullable(Type.Array(OneOf(profiles), { description: "Null for all" })),
  quiet_hours: Nullable(ref(QuietHoursSchema)),
  content: OneOf(notificationContents, {
    description: "What a notice shows: `none` that an action waits, `summary` also its summary",
  }),
  state: OneOf(notificationChannelStates, {
    description: "`unlinked`: the code was not entered yet",
  }),
  disabled_because: Nullable(
    OneOf(disablingReasons, {
      description:
        "`gone`: the browser has unsubscribed. `failing`: no attempt of five days succeeded",
    }),
  ),
  disabled_at: Nullable(Time),
  failing_since: Nullable(Time),
  created_at: Time,
  updated_at: Time,
});
/** A way by which a person is told that an action waits for them. */
export type NotificationChannelJson = Static<typeof NotificationChannelSchema>;

/** The schema of all channels of a person, `NotificationChannelList` in openapi.json. */
export const NotificationChannelListSchema = named("NotificationChannelList", {
  items: Type.Array(ref(NotificationChannelSchema), { description: "The oldest first" }),
});
/** All channels of a person. */
export type NotificationChannelListJson = Static<typeof NotificationChannelListSchema>;

/** The schema of a new channel, `CreatedNotificationChannel` in openapi.json. */
export const CreatedNotificationChannelSchema = named("CreatedNotificationChannel", {
  channel: ref(NotificationChannelSchema),
  link_code: Nullable(
    Type.String({
      description:
        "For Slack: the code that the person enters there, as `/handsfree link CODE`. It is not shown again",
    }),
  ),
  link_expires_at: Nullable(Time),
});
/** A new channel. */
export type CreatedNotificationChannelJson = Static<typeof CreatedNotificationChannelSchema>;

/** The schema of what the server can send by, `NotificationOptions` in openapi.json. */
export const NotificationOptionsSchema = named("NotificationOptions", {
  kinds: Type.Array(OneOf(notificationKinds), { description: "What a channel can be" }),
  web_push_key: Nullable(
    Type.String({
      description:
        "The `applicationServerKey` of `pushManager.subscribe` (RFC 8292), in base64url; null without Web Push",
    }),
  ),
});
/** What the server can send by. */
export type NotificationOptionsJson = Static<typeof NotificationOptionsSchema>;

/** A channel of the domain. */
export type NotificationChannelRecord = Omit<
  RecordOf<NotificationChannelJson>,
  "address" | "quietHours"
> & {
  readonly shownAddress: string | null;
  readonly quietHours: Readonly<FieldsOf<QuietHoursJson>> | null;
};

const renderChannel = rendererOf(NotificationChannelSchema);
const renderQuietHours = rendererOf(QuietHoursSchema);

/** Renders a channel. Its address is not part of it. */
export function renderNotificationChannel({
  shownAddress,
  quietHours,
  ...channel
}: NotificationChannelRecord): NotificationChannelJson {
  return renderChannel({
    ...channel,
    address: shownAddress,
    quietHours: quietHours && renderQuietHours(quietHours),
  });
}
