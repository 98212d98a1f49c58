import fc from "fast-check";
import {
  exportActionLogs,
  findActionLog,
  findActionLogByKey,
  findActionRun,
  listActionLogs,
  listActionRuns,
  recordActionLog,
  runOnce,
} from "../../../src/entries/action-logs.ts";
import { type Attack, attack } from "../attack.ts";
import { key, known, maybe, page } from "../known.ts";
import { actionTypes, requested } from "../rows.ts";

const request = {
  target: fc.constant(requested.target),
  request: fc.constant(requested.request),
};
const keyed = { actionType: actionTypes, key };

export const actionLogAttacks: Readonly<Record<string, Attack>> = {
  recordActionLog: attack(
    {
      actionType: actionTypes,
      ...request,
      ok: fc.boolean(),
      idempotencyKey: maybe(key),
    },
    ({ db, context }, input) => recordActionLog(db, input, context),
  ),
  findActionLog: attack({ id: known("logIds") }, ({ db }, input) => findActionLog(db, input)),
  findActionLogByKey: attack(keyed, ({ db, context }, input) =>
    findActionLogByKey(db, input, context),
  ),
  listActionLogs: attack(
    {
      ...page,
      actionType: maybe(actionTypes),
      ok: maybe(fc.boolean()),
      target: maybe(known("targets")),
      search: maybe(fc.constantFrom("e", "merge", "a")),
    },
    ({ db }, input) => listActionLogs(db, input),
  ),
  exportActionLogs: attack(
    { since: page.since, until: page.until, search: maybe(fc.constantFrom("e", "merge", "a")) },
    async ({ db, context }, input) => {
      const exported = await exportActionLogs(db, input, context);
      if (exported.outcome !== "exported") return exported;
      const seen: unknown[] = [];
      for await (const batch of exported.batches) seen.push(batch);
      return seen;
    },
  ),
  runOnce: attack(
    { actionType: actionTypes, ...request, idempotencyKey: key },
    ({ db, context }, input) =>
      runOnce(
        db,
        input,
        async ({ attempt, heartbeat }) => ({ attempt, kept: await heartbeat() }),
        context,
      ),
  ),
  findActionRun: attack(keyed, ({ db, context }, input) => findActionRun(db, input, context)),
  listActionRuns: attack(
    { limit: page.limit, cursor: page.cursor, staleOnly: maybe(fc.boolean()) },
    ({ db, context }, input) => listActionRuns(db, input, context),
  ),
};
