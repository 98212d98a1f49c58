/** Why the sources of this package reject a delivery. */
export type WebhookRejection =
  | "missing_id"
  | "malformed_id"
  | "missing_timestamp"
  | "malformed_timestamp"
  | "stale_timestamp"
  | "future_timestamp"
  | "missing_signature"
  | "malformed_signature"
  | "invalid_signature";

/** A delivery to verify. */
export interface WebhookRequest {
  /** Headers by lower-case name; repeated ones are joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  /** The raw body: a signature covers bytes. */
  readonly body: Uint8Array;
  readonly now: Date;
}

/** The part of a delivery that is known before its body is read. */
export type WebhookRequestHead = Omit<WebhookRequest, "body">;

/** The delivery is genuine. */
export interface VerifiedWebhook {
  readonly verified: true;
  readonly eventType: string | null;
  /** The sender's id of this delivery, which a redelivery keeps; null if the sender gives none. */
  readonly deliveryId: string | null;
  /**
   * The sender's id of the hook, if it sends one event to several hooks under one delivery id; null or missing if it
   * does not say. Deliveries of two hooks are two events.
   */
  readonly hookId?: string | null | undefined;
}

/** The delivery is forged, or cannot be verified. */
export interface RejectedWebhook {
  readonly verified: false;
  /** Lower-case letters, digits and underscores. Never a part of the delivery. */
  readonly rejection: WebhookRejection | (string & {});
  /** The type that the delivery claims, for the record. */
  readonly eventType?: string | null | undefined;
  readonly deliveryId?: string | null | undefined;
}

/**
 * A sender of webhooks, with the function that verifies its deliveries. `githubSource` and `standardWebhooksSource`
 * make two. Your own is an object with a name and a `verify` that
 *
 * - compares signatures in constant time (`crypto.timingSafeEqual`), over the raw body;
 * - returns a delivery id only if the signature covers it or, as for GitHub, the sender is trusted with it: the id
 *   decides what is a duplicate;
 * - compares a signed time with `now`, not with the machine's clock;
 * - returns a rejection for a forged delivery, and throws `InvalidInputError` for a genuine one that cannot be used, so
 *   that its sender learns of it;
 * - keeps its secrets out of errors, reasons and logs.
 */
export interface WebhookSource {
  /** The name that its events are stored under. At most 1000 characters. */
  readonly name: string;
  /**
   * Rejects what the headers alone show to be forged, such as a missing signature; undefined if the body decides.
   * Without this function the body always decides.
   */
  readonly refuseByHeaders?:
    | ((head: WebhookRequestHead) => RejectedWebhook | undefined)
    | undefined;
  /**
   * Makes the headers of the signature that the sender gave a delivery, from the kept headers and the body, so that the
   * event can be forwarded. Without this function it is forwarded without a signature.
   */
  readonly signAgain?:
    | ((delivery: Omit<WebhookRequest, "now">) => Readonly<Record<string, string>>)
    | undefined;
  verify(
    request: WebhookRequest,
  ): VerifiedWebhook | RejectedWebhook | Promise<VerifiedWebhook | RejectedWebhook>;
}
