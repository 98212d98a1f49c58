import type { WebhookEvent } from "./event.ts";

/** The result for a genuine delivery. */
export type GenuineReceipt =
  | { readonly outcome: "stored"; readonly event: WebhookEvent }
  | {
      readonly outcome: "duplicate";
      /** The first event, as it was read, with this repetition counted. */
      readonly event: WebhookEvent;
      /** The parts that equal those of the first event: the hook, the id and the body, or the body alone. */
      readonly matched: "delivery_id" | "body";
      /**
       * True if the body is on record to the byte. Null if an earlier release kept no bytes: then its JSON is equal, or
       * the body was removed.
       */
      readonly sameBody: true | null;
    };

/** The result for a forged delivery. */
export type ForgedReceipt =
  | { readonly outcome: "rejected"; readonly rejection: string; readonly event: WebhookEvent }
  /** The source's limit for this hour is reached, so the delivery is only counted. */
  | { readonly outcome: "dropped"; readonly rejection: string };

/** The result for any delivery. */
export type WebhookReceipt = GenuineReceipt | ForgedReceipt;
