import { InvalidInputError } from "@handsfree/query";
import type { Context } from "../context.ts";
import { type EventType, eventTypes } from "../feed/event-types.ts";
import { requireName } from "../redaction/keep-text.ts";
import { requireList, requireText } from "../validate.ts";
import { webhookEndpointLimits } from "./limits.ts";

/** @throws {InvalidInputError} unless it is an http or https URL without credentials, without its value. */
export function requireEndpointUrl(field: string, value: string): string {
  const text = requireText(field, value, webhookEndpointLimits.url);
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new InvalidInputError(
      field,
      "is not a URL with http or https; give one like https://example.com/webhooks",
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw new InvalidInputError(
      field,
      "has a user or a password; leave them out, since deliveries are signed",
    );
  }
  url.hash = "";
  return url.href;
}

/** The description as it is stored; null if there is none. @throws {InvalidInputError} if it cannot be stored. */
export function keptDescription(value: string | null | undefined, context: Context): string | null {
  if (value === undefined || value === null) return null;
  const text = requireText("description", value, webhookEndpointLimits.description);
  return requireName("description", text, context);
}

/** The types as they are stored; null for all. @throws {InvalidInputError} naming the field. */
export function keptTypes(types: readonly EventType[] | null | undefined): string | null {
  if (types === undefined || types === null) return null;
  const known = requireList("types", types);
  if (!known.every((type) => eventTypes.includes(type))) {
    throw new InvalidInputError("types", "has a type that is not known; eventTypes lists them");
  }
  if (known.length > 0) return JSON.stringify([...new Set(known)]);
  throw new InvalidInputError("types", "is empty; give at least one type, or null for all");
}
