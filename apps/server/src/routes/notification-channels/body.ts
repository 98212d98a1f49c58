import { InvalidInputError } from "@handsfree/query";
import type { NewAddress } from "@handsfree/repositories/notifications";
import { fieldsOf } from "@handsfree/wire";
import type { Static } from "typebox";
import type { NewNotificationChannelSchema, NotificationChannelChangeSchema } from "./schemas.ts";

type Choices = Static<typeof NotificationChannelChangeSchema>;

/** What the person chooses, by the names of the domain. */
export function choicesOf({ quiet_hours, ...choices }: Omit<Choices, "enabled">) {
  return {
    ...choices,
    ...(quiet_hours !== undefined && { quietHours: quiet_hours && fieldsOf(quiet_hours) }),
  };
}

/** @throws {InvalidInputError} naming the member that the kind of channel needs. */
export function addressOf({
  kind,
  subscription,
  url,
}: Static<typeof NewNotificationChannelSchema>): NewAddress {
  if (kind === "web_push") {
    if (subscription === undefined) throw missing("subscription", kind);
    return { kind, endpoint: subscription.endpoint, ...keysOf(subscription.keys) };
  }
  if (kind === "ntfy") {
    if (url === undefined) throw missing("url", kind);
    return { kind, url };
  }
  return { kind };
}

function keysOf({ p256dh, auth }: { readonly p256dh: string; readonly auth: string }) {
  // Some browsers pad what they encode.
  return { p256dh: p256dh.replace(/=+$/, ""), auth: auth.replace(/=+$/, "") };
}

/** Gives the fields of an address the names that they have in the body. */
export function inTermsOfBody(kind: string, error: unknown): never {
  if (error instanceof InvalidInputError && error.field.startsWith("address.")) {
    const field = error.field.slice("address.".length);
    const isKey = field === "p256dh" || field === "auth";
    const inSubscription = isKey ? `subscription.keys.${field}` : `subscription.${field}`;
    throw new InvalidInputError(kind === "web_push" ? inSubscription : field, error.problem);
  }
  throw error;
}

function missing(field: string, kind: string): InvalidInputError {
  return new InvalidInputError(field, `is missing; a channel of the kind ${kind} needs it`);
}
