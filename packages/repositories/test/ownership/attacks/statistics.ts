import fc from "fast-check";
import {
  countActionLogs,
  countCommands,
  countPendingActions,
} from "../../../src/entries/statistics.ts";
import { type Attack, attack } from "../attack.ts";
import { maybe, page } from "../known.ts";

const range = { since: page.since, until: page.until, bucket: fc.constant("week" as const) };

export const statisticsAttacks: Readonly<Record<string, Attack>> = {
  countActionLogs: attack({ ...range, ok: maybe(fc.boolean()) }, ({ db, context }, input) =>
    countActionLogs(db, input, context),
  ),
  countCommands: attack(range, ({ db, context }, input) => countCommands(db, input, context)),
  countPendingActions: attack(range, ({ db, context }, input) =>
    countPendingActions(db, input, context),
  ),
};
