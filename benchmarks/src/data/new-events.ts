import type { SqlDialect } from "./sql-dialect.ts";

/** Makes processed events of one source, in the order of their ids. */
export function newEventsStatement(
  dialect: SqlDialect,
  { source, from, to }: { readonly source: string; readonly from: number; readonly to: number },
): string {
  const now = Date.now();
  const body = `'{"pr":1}'`;
  const delivery = `'delivery-' || CAST(i AS TEXT)`;
  const time = dialect.time(String(now));
  return `INSERT INTO webhook_events (id, source, event_type, delivery_id, owned_delivery, signature_ok,
      state, attempts, duplicates, body, body_bytes, body_sha256, completed_at, received_at)
    SELECT ${dialect.timeOrderedId(String(now), "i")}, '${source}', 'push', ${delivery},
      '${source}/' || ${delivery}, true, 'processed', 1, 0, ${dialect.bytes(body)}, length(${body}),
      ${dialect.sha256(body)}, ${time}, ${time}
    FROM ${dialect.series(from, to)}`;
}
