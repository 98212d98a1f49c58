import type { WebhookEvent } from "./event.ts";

/** What became of a genuine delivery. */
export type GenuineReceipt =
  | { readonly outcome: "stored"; readonly event: WebhookEvent }
  | {
      readonly outcome: "duplicate";
      /** The first one, as it was read, with this one counted. */
      readonly event: WebhookEvent;
      /** What it has in common with the first. */
      readonly matched: "delivery_id" | "body";
      /** Whether the bodies are equal; null where the first is of an earlier release, which took no digest. */
      readonly sameBody: boolean | null;
    };

/** What became of a forged delivery. */
export type ForgedReceipt =
  | { readonly outcome: "rejected"; readonly rejection: string; readonly event: WebhookEvent }
  /** Its source has had its fill of forged ones in this hour, so it is only counted. */
  | { readonly outcome: "dropped"; readonly rejection: string };

/** What became of a delivery. */
export type WebhookReceipt = GenuineReceipt | ForgedReceipt;
