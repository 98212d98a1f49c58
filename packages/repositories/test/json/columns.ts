import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import { findActionLog, recordActionLog } from "../../src/entries/action-logs.ts";
import { findCommand, recordCommand } from "../../src/entries/commands.ts";
import { createPendingAction, listPendingActions } from "../../src/entries/pending-actions.ts";

const userId = "019a2f6e-0000-7000-8000-000000000001";

/** The value of a column as it is read. */
interface ReadColumn {
  readonly value: unknown;
  readonly json: string | null | undefined;
}

type Store = (db: Kysely<Database>, value: unknown) => Promise<ReadColumn>;

/** Every column for any JSON value, with a function that stores a value and reads it back. */
export const columns: readonly [name: string, store: Store][] = [
  [
    "commands.entities",
    async (db, entities) => {
      const { command } = await recordCommand(db, {
        userId,
        inputType: "text",
        status: "ok",
        entities,
      });
      const found = await findCommand(db, { userId, id: command.id });
      return { value: found?.entities, json: found?.entitiesJson };
    },
  ],
  [
    "commands.entities in debug mode, beside a transcript",
    async (db, entities) => {
      const { command } = await recordCommand(db, {
        userId,
        inputType: "text",
        status: "ok",
        privacyMode: "debug",
        transcript: "a",
        entities,
      });
      const found = await findCommand(db, { userId, id: command.id });
      return { value: found?.entities, json: found?.entitiesJson };
    },
  ],
  [
    "pending_actions.action_payload",
    async (db, actionPayload) => {
      const proposal = { userId, summary: "s", actionType: "t", actionPayload };
      const proposed = await createPendingAction(db, proposal);
      if (proposed.outcome !== "proposed") throw new Error(proposed.outcome);
      const { action } = proposed;
      const { items } = await listPendingActions(db, { userId, limit: 1 });
      const found = items.find(({ id }) => id === action.id);
      await db.deleteFrom("pending_actions").where("id", "=", action.id).execute();
      return { value: found?.actionPayload, json: found?.actionPayloadJson };
    },
  ],
  [
    "action_logs.request",
    async (db, request) => {
      const id = await recordedId(db, { request });
      const found = await findActionLog(db, { userId, id });
      return { value: found?.request, json: found?.requestJson };
    },
  ],
  [
    "action_logs.result",
    async (db, result) => {
      const id = await recordedId(db, { result });
      const found = await findActionLog(db, { userId, id });
      return { value: found?.result, json: found?.resultJson };
    },
  ],
];

async function recordedId(
  db: Kysely<Database>,
  content: { request?: unknown; result?: unknown },
): Promise<string> {
  const log = { userId, actionType: "t", ok: true, ...content };
  const recorded = await recordActionLog(db, log);
  if (recorded.outcome !== "recorded") throw new Error(recorded.outcome);
  return recorded.log.id;
}
