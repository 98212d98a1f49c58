import { InvalidInputError } from "@handsfree/query";
import { requireObject, requireText } from "../validate.ts";
import { requireEndpointUrl } from "../webhook-endpoints/values.ts";
import { notificationLimits } from "./limits.ts";

/** The address of a browser's push subscription (RFC 8030), with the keys of its messages (RFC 8291). */
export interface WebPushAddress {
  readonly kind: "web_push";
  /** With https. */
  readonly endpoint: string;
  /** A public key of P-256, as 65 bytes in base64url. */
  readonly p256dh: string;
  /** 16 bytes in base64url. */
  readonly auth: string;
}

/** A topic of an ntfy server. Who knows the URL can read and write it. */
export interface NtfyAddress {
  readonly kind: "ntfy";
  readonly url: string;
}

/** The address of the person's account. */
export interface EmailAddress {
  readonly kind: "email";
}

/** A person's account in a Slack workspace. */
export interface SlackAddress {
  readonly kind: "slack";
  /** The id of the workspace, such as `T0123ABCD`. */
  readonly team: string;
  /** The id of the member, such as `U0123ABCD`. */
  readonly user: string;
}

/** Where a notice goes. */
export type ChannelAddress = WebPushAddress | NtfyAddress | EmailAddress | SlackAddress;

/** @throws {InvalidInputError} naming the field. */
export function requireWebPush(field: string, given: Omit<WebPushAddress, "kind">): WebPushAddress {
  const { endpoint, p256dh, auth } = requireObject(field, given);
  const url = requireEndpointUrl(`${field}.endpoint`, endpoint);
  if (!url.startsWith("https:")) {
    throw new InvalidInputError(`${field}.endpoint`, "is not a URL with https, which push has");
  }
  const isPoint = requireBytes(`${field}.p256dh`, p256dh, 65)[0] === 4;
  if (!isPoint) {
    throw new InvalidInputError(`${field}.p256dh`, "is not an uncompressed point of P-256");
  }
  requireBytes(`${field}.auth`, auth, 16);
  return { kind: "web_push", endpoint: url, p256dh, auth };
}

/** @throws {InvalidInputError} naming the field. */
export function requireNtfy(field: string, given: string): NtfyAddress {
  const url = new URL(requireEndpointUrl(field, given));
  if (/^\/[\w-]{1,64}$/.test(url.pathname) && url.search === "") {
    return { kind: "ntfy", url: url.href };
  }
  throw new InvalidInputError(field, "is not a topic; give one like https://ntfy.sh/my-topic");
}

/** @throws {InvalidInputError} naming the field. */
export function requireSlack(
  field: string,
  { team, user }: Omit<SlackAddress, "kind">,
): SlackAddress {
  return {
    kind: "slack",
    team: slackId(`${field}.team`, team),
    user: slackId(`${field}.user`, user),
  };
}

function slackId(field: string, id: string): string {
  if (/^[A-Z0-9]{2,30}$/.test(requireText(field, id))) return id;
  throw new InvalidInputError(field, "is not an id of Slack; give one like U0123ABCD");
}

/** The part of an address that is no secret. */
export function shownPartOf(address: ChannelAddress): string | null {
  switch (address.kind) {
    case "web_push":
      return new URL(address.endpoint).origin;
    case "ntfy":
      return new URL(address.url).origin;
    case "slack":
      return `${address.team}/${address.user}`;
    default:
      return null;
  }
}

/** The text by which an address is unique. A topic can be of several people, and a browser or an account of one. */
export function identityOf(address: ChannelAddress, userId: string): string {
  switch (address.kind) {
    case "web_push":
      return `web_push ${address.endpoint}`;
    case "ntfy":
      return `ntfy ${userId} ${address.url}`;
    case "slack":
      return `slack ${address.team} ${address.user}`;
    default:
      return `email ${userId}`;
  }
}

function requireBytes(field: string, text: string, length: number): Buffer {
  const bytes = Buffer.from(requireText(field, text, notificationLimits.url), "base64url");
  if (bytes.length === length && bytes.toString("base64url") === text) return bytes;
  throw new InvalidInputError(field, `is not ${length} bytes in base64url, without padding`);
}
