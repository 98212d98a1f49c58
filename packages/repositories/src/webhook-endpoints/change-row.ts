import { engineOf, type Executor, inTransaction } from "@handsfree/query";
import type { Database, WebhookEndpointRow } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { atOneInstant, type Context } from "../context.ts";
import type { SystemEvent } from "../action-logs/system-types.ts";
import { retried } from "../retried.ts";
import { requireUuid } from "../validate.ts";
import { toEndpoint, type WebhookEndpoint } from "./endpoint.ts";
import { recordEndpointChange } from "./record-change.ts";

/** The outcome of a change. `unchanged`: it was so before, and nothing is recorded. */
export type ChangedWebhookEndpoint =
  | { readonly outcome: "changed" | "unchanged"; readonly endpoint: WebhookEndpoint }
  | { readonly outcome: "not_found" };

/** Values of an endpoint that can change. */
export type EndpointValues = Partial<Omit<WebhookEndpointRow, "id" | "created_at">>;

interface RowChange {
  readonly id: string;
  readonly by: string | null;
  readonly event: SystemEvent<"webhook_endpoint">;
  /** The new values; undefined for no change. */
  readonly set: (row: WebhookEndpointRow, now: Date) => EndpointValues | undefined;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Changes an endpoint, and records that in the same transaction. */
export function changeEndpoint(
  db: Executor<Database>,
  { id, set, ...change }: RowChange,
  context: Context,
): Promise<ChangedWebhookEndpoint> {
  const key = requireUuid("id", id);
  const stopped = atOneInstant(context);
  return retried(db, () =>
    inTransaction(db, async (transaction): Promise<ChangedWebhookEndpoint> => {
      const row = await holdEndpoint(transaction, key);
      if (row === undefined) return { outcome: "not_found" };
      const values = set(row, stopped.now());
      if (values === undefined) return { outcome: "unchanged", endpoint: toEndpoint(row) };
      const changed = { ...row, ...values, updated_at: stopped.now() };
      await transaction
        .updateTable("webhook_endpoints")
        .set({ ...values, updated_at: stopped.now() })
        .where("id", "=", key)
        .execute();
      const record = recordEndpointChange(transaction, changed, change, stopped);
      await transaction.executeQuery(record.compile());
      return { outcome: "changed", endpoint: toEndpoint(changed) };
    }),
  );
}

/**
 * Reads an endpoint to change it. On PostgreSQL the row is locked, so that no other transaction changes it meanwhile; on
 * DuckDB there is one writer.
 */
export function holdEndpoint(
  transaction: Transaction<Database>,
  id: string,
): Promise<WebhookEndpointRow | undefined> {
  return transaction
    .selectFrom("webhook_endpoints")
    .selectAll()
    .where("id", "=", id)
    .$if(engineOf(transaction) === "postgres", (query) => query.forUpdate())
    .executeTakeFirst();
}
