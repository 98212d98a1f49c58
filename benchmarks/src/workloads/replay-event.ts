import { replayWebhookEvent } from "@handsfree/repositories/webhooks";
import { v7 } from "uuid";
import { newEventsStatement } from "../data/new-events.ts";
import { countRows } from "./count-rows.ts";
import { expectEqual, unlike } from "./expect.ts";
import { ownDatabase } from "./own-database.ts";
import type { Workload } from "./workload.ts";

/** Replays one processed event, and records the replay and the transition. */
export const replayEvent: Workload = {
  name: "replay-event",
  tables: ["webhook_events"],
  oursOnly: true,
  start(contender) {
    const database = ownDatabase(contender);
    const source = `bench-${v7()}`;
    const ids: string[] = [];
    return {
      async prepare(until) {
        if (until <= ids.length) return;
        const range = { source, from: ids.length, to: until };
        await contender.execute(newEventsStatement(contender.dialect, range));
        const rows = await contender.execute(
          `SELECT CAST(id AS TEXT) AS id FROM webhook_events WHERE source = '${source}' ORDER BY id`,
        );
        ids.push(...rows.slice(ids.length).map(({ id }) => String(id)));
      },
      async operate(n) {
        const { outcome } = await replayWebhookEvent(database, {
          id: ids[n] ?? "",
          requestedBy: "bench",
        });
        expectEqual("outcome", outcome, "replayed");
      },
      async verify(operations) {
        const due = `source = '${source}' AND state = 'received' AND replay_id IS NOT NULL`;
        const [made] = await contender.execute(
          `SELECT count(*) AS n, count(DISTINCT replay_id) AS replays FROM webhook_transitions
           WHERE event_id IN (SELECT id FROM webhook_events WHERE source = '${source}')`,
        );
        return [
          ...unlike("due again", await countRows(contender, "webhook_events", due), operations),
          ...unlike("transitions", Number(made?.["n"]), operations),
          ...unlike("replays", Number(made?.["replays"]), operations),
        ];
      },
    };
  },
};
