import type { NotificationPurpose } from "@handsfree/schema";
import type { NtfyAddress, SlackAddress, WebPushAddress } from "../address.ts";
import type { NoticeAction } from "./notice-action.ts";

/** The address of a person's account. */
export interface MailAddress {
  readonly kind: "email";
  readonly to: string;
}

/** A message to make. */
export interface Notice {
  /** The same in all attempts. */
  readonly id: string;
  readonly purpose: NotificationPurpose;
  readonly address: WebPushAddress | NtfyAddress | MailAddress | SlackAddress;
  /** UUID of the action; null for a test. */
  readonly actionId: string | null;
  /** Null for a test, or if it was deleted. Its summary is shown only if `showsSummary` says so. */
  readonly action: NoticeAction | null;
  readonly showsSummary: boolean;
  /** The action has escalated to the person. */
  readonly isUrgent: boolean;
  /** The reference that `sent` gave for the message that is taken back; null for none. */
  readonly messageRef: string | null;
  /** Aborted when the lease of the notice is lost. */
  readonly signal: AbortSignal;
}

/**
 * How an attempt ended:
 *
 * - `sent`: `messageRef` is what a later change of the message needs.
 * - `gone`: there is no such address any more, so the channel is disabled.
 * - `refused`: it will never be taken, so it is not repeated.
 * - `failed`: it is repeated. `retryAfter` is the header `Retry-After`.
 */
export type NoticeOutcome =
  | { readonly outcome: "sent"; readonly messageRef?: string | undefined }
  | { readonly outcome: "gone" | "refused"; readonly error: string }
  | {
      readonly outcome: "failed";
      readonly error: string;
      readonly retryAfter?: string | undefined;
    };

/** Makes an attempt. It ends within a time that is less than the lease. */
export type SendNotice = (notice: Notice) => Promise<NoticeOutcome>;
