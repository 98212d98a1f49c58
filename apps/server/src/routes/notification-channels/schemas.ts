import { notificationLimits } from "@handsfree/repositories/notifications";
import { notificationContents, notificationKinds, profiles } from "@handsfree/schema";
import { Nullable, OneOf } from "@handsfree/wire";
import Type from "typebox";
import type { KnownCallers } from "../../access/route-access.ts";
import { Problem } from "../../http/problem.ts";

export const tags = ["notification channels"];

/** A person manages their own channels, and no other person's. By one of them they can decide, as by a passkey. */
export const own: KnownCallers = { scopes: [], peopleOnly: true, signedIn: true };

const TimeOfDay = Type.String({ pattern: "^(?:[01][0-9]|2[0-3]):[0-5][0-9]$" });

const QuietHours = Type.Object(
  {
    time_zone: Type.String({ minLength: 1, maxLength: 100 }),
    from: TimeOfDay,
    until: TimeOfDay,
    urgent_passes: Type.Boolean(),
  },
  { additionalProperties: false, description: "When its notices wait. Default null, for never" },
);

const choices = {
  name: Type.Optional(
    Nullable(
      Type.String({
        minLength: 1,
        maxLength: notificationLimits.name,
        description: "By which the person tells their channels apart",
      }),
    ),
  ),
  profiles: Type.Optional(
    Nullable(
      Type.Array(OneOf(profiles), {
        minItems: 1,
        maxItems: profiles.length,
        description:
          "It is used while the person's last command, of up to 12 hours ago, has one of them; without one they are in `default`. Default null, for all",
      }),
    ),
  ),
  quiet_hours: Type.Optional(Nullable(QuietHours)),
  content: Type.Optional(
    OneOf(notificationContents, {
      description:
        "What a notice shows, also on a locked screen: `none` that an action waits, `summary` also its summary. Default none",
    }),
  ),
};

/** A channel to add. */
export const NewNotificationChannelSchema = Type.Object(
  {
    kind: OneOf(notificationKinds),
    subscription: Type.Optional(
      Type.Object(
        {
          endpoint: Type.String({ minLength: 1, maxLength: notificationLimits.url }),
          expirationTime: Type.Optional(Nullable(Type.Number())),
          keys: Type.Object({
            p256dh: Type.String({ minLength: 1, maxLength: 100 }),
            auth: Type.String({ minLength: 1, maxLength: 40 }),
          }),
        },
        { description: "For `web_push`: the PushSubscription, as its `toJSON` returns it" },
      ),
    ),
    url: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: notificationLimits.url,
        description: "For `ntfy`: the topic, such as https://ntfy.sh/a-name-that-is-hard-to-guess",
      }),
    ),
    ...choices,
  },
  { $id: "NewNotificationChannel", additionalProperties: false },
);

/** A change of a channel. */
export const NotificationChannelChangeSchema = Type.Object(
  {
    ...choices,
    enabled: Type.Optional(Type.Boolean({ description: "Whether it is used" })),
  },
  { $id: "NotificationChannelChange", additionalProperties: false, minProperties: 1 },
);

export function noChannel(): Problem {
  return new Problem(404, "not_found", "the caller has no notification channel with this id");
}

export function unlinkedChannel(): Problem {
  const detail = "the code of this channel was not entered yet; add it again for a new code";
  return new Problem(409, "channel_unlinked", detail);
}

/** Why a channel is not added. */
export const refusals = {
  address_taken:
    "another person has this address; let the browser unsubscribe, and subscribe again",
  no_email: "your account has no e-mail address; an admin can add one",
  user_not_found: "your account is not there any more, or disabled",
} as const;
