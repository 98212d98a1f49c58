import { DatabaseError, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import { hashToken } from "../../token.ts";
import { requireObject, requireText } from "../../validate.ts";
import { toWebhookEvent, type WebhookEvent } from "../event.ts";
import { findInboxRow, type InboxRow } from "./find-row.ts";

/** Who has, or had, the lease of an event. */
export interface WebhookLeaseHolder {
  /** The event's id. */
  readonly id: string;
  /** The lease's own token. */
  readonly token: string;
}

/**
 * Why a worker's word no longer counts: another one has the event, or nobody will (`lease_lost`); it has
 * reported before (`already_ended`, with what became of the event); or there is no such event.
 */
export type WebhookLeaseRefusal =
  | { readonly outcome: "already_ended"; readonly event: WebhookEvent }
  | { readonly outcome: "lease_lost" | "not_found" };

/** An event that is worked on under the lease of whoever asks. */
interface Held {
  readonly outcome: "held";
  readonly row: InboxRow;
}

/**
 * A lease that has run out still counts for a report until another worker takes the event over: the work was
 * done, and doing it twice helps nobody.
 *
 * @throws {InvalidInputError} for an id that is no UUID, or a token that is none.
 */
export async function findHeld(
  db: Executor<Database>,
  holder: WebhookLeaseHolder,
): Promise<Held | WebhookLeaseRefusal> {
  const { id, token } = requireObject("lease", holder);
  const hash = hashToken(requireText("token", token));
  const row = await findInboxRow(db, id);
  if (row === undefined) return { outcome: "not_found" };
  if (row.lease_sha256 !== hash) return { outcome: "lease_lost" };
  if (row.state === "processing") return { outcome: "held", row };
  return { outcome: "already_ended", event: toWebhookEvent(row) };
}

/** The SQL form: the lease is still the one that was found. */
export function isHeld(
  event: ExpressionBuilder<Database, "webhook_events">,
  held: InboxRow,
): Expression<SqlBool> {
  return event("lease_sha256", "=", held.lease_sha256);
}

/** What to answer after the conditional write did not find the lease that was there before it. */
export async function findRefusal(
  db: Executor<Database>,
  holder: WebhookLeaseHolder,
): Promise<WebhookLeaseRefusal> {
  const found = await findHeld(db, holder);
  if (found.outcome !== "held") return found;
  throw new DatabaseError("write_conflict", "the lease changed just now", { retryable: true });
}
