import { client } from "../../api/client.ts";

/** The most that the API marks at once. */
const atOnce = 100;

/** Marks all notices of the person as read, but those that come meanwhile. */
export async function markAllRead(): Promise<void> {
  let until: string | undefined;
  for (;;) {
    const query = { unread: true, limit: atOnce, ...(until !== undefined && { until }) };
    const { items } = await client.notices.list(query).page();
    const [newest] = items;
    if (newest === undefined) return;
    // By the clock of the server.
    until ??= newest.created_at;
    const { read } = await client.notices.read({ ids: items.map(({ id }) => id) });
    // Another window has marked them meanwhile.
    if (read === 0) return;
  }
}
