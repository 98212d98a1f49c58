/** Why a delivery is not genuine, as the sources here tell it. */
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

/** What a source verifies. */
export interface WebhookRequest {
  /** By lower-case name; one that came several times is one text with commas. */
  readonly headers: ReadonlyMap<string, string>;
  /** The raw body: a signature is over bytes. */
  readonly body: Uint8Array;
  readonly now: Date;
}

/** What a source can refuse before the body is read. */
export type WebhookRequestHead = Omit<WebhookRequest, "body">;

/** The delivery is the sender's. */
export interface VerifiedWebhook {
  readonly verified: true;
  readonly eventType: string | null;
  /** What the sender calls this delivery, the same when it sends it again; null where it has no name for it. */
  readonly deliveryId: string | null;
  /**
   * Which of the sender's hooks told us, where the sender tells several of one event under one id; null or left out
   * where it does not say. Two hooks' deliveries are two events.
   */
  readonly hookId?: string | null | undefined;
}

/** The delivery is not the sender's, or nobody can tell. */
export interface RejectedWebhook {
  readonly verified: false;
  /** Lower-case letters, digits and underscores. Never a part of the delivery. */
  readonly rejection: WebhookRejection | (string & {});
  /** What it says of itself, for the record. */
  readonly eventType?: string | null | undefined;
  readonly deliveryId?: string | null | undefined;
}

/**
 * A sender of webhooks, and how its deliveries are told from forged ones. `githubSource` and
 * `standardWebhooksSource` make two; another is an object with a name and a `verify`, which
 *
 * - compares signatures in constant time (`crypto.timingSafeEqual`), over the raw body;
 * - gives a delivery id only if the signature covers it or, as GitHub does, the sender is trusted with it: the id
 *   decides what is a duplicate;
 * - holds a signed time against `now`, not against the machine's clock;
 * - returns what it rejects, and throws `InvalidInputError` for a genuine delivery that cannot be used, whose
 *   sender should be told;
 * - keeps its secrets out of errors, reasons and logs.
 */
export interface WebhookSource {
  /** What its events are filed under. At most 1000 characters. */
  readonly name: string;
  /**
   * What the headers alone show to be forged, such as a missing signature; undefined where the body decides. Where a
   * source has none, the body always does.
   */
  readonly refuseByHeaders?:
    | ((head: WebhookRequestHead) => RejectedWebhook | undefined)
    | undefined;
  verify(
    request: WebhookRequest,
  ): VerifiedWebhook | RejectedWebhook | Promise<VerifiedWebhook | RejectedWebhook>;
}
