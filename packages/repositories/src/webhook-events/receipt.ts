import type { WebhookEvent } from "./event.ts";

/** What became of a genuine delivery. */
export type GenuineReceipt =
  | { readonly outcome: "stored"; readonly event: WebhookEvent }
  | {
      readonly outcome: "duplicate";
      /** The first one, as it was read, with this one counted. */
      readonly event: WebhookEvent;
      /** What it has in common with the first: the id, the hook and the body, or the body alone. */
      readonly matched: "delivery_id" | "body";
      /**
       * True: the body is on record to the byte. Null where an earlier release kept no bytes: its JSON says the same,
       * or the body was removed.
       */
      readonly sameBody: true | null;
    };

/** What became of a forged delivery. */
export type ForgedReceipt =
  | { readonly outcome: "rejected"; readonly rejection: string; readonly event: WebhookEvent }
  /** Its source has had its fill of forged ones in this hour, so it is only counted. */
  | { readonly outcome: "dropped"; readonly rejection: string };

/** What became of a delivery. */
export type WebhookReceipt = GenuineReceipt | ForgedReceipt;
