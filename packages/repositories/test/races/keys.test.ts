import { describe, expect, test } from "vitest";
import { listActionLogs, recordActionLog } from "../../src/entries/action-logs.ts";
import { listCommands, recordCommand } from "../../src/entries/commands.ts";
import {
  createPendingAction,
  findPendingActionByToken,
  listPendingActions,
} from "../../src/entries/pending-actions.ts";
import { callers, rounds, tally } from "./callers.ts";
import { openFour, poolSizes } from "./four-databases.ts";

const userId = "019a2f6e-0000-7000-8000-000000000001";
const proposal = { userId, summary: "Merge #12", actionType: "merge_pr", actionPayload: {} };

describe.for(poolSizes)("on four databases with %d connections each", (poolSize) => {
  test(`${callers} record a side effect with one key: it is on record once`, async () => {
    await using four = await openFour(poolSize);
    for (let round = 0; round < rounds; round++) {
      const log = { userId, actionType: "merge_pr", ok: true, idempotencyKey: `k-${round}` };
      const results = await four.race((db) => recordActionLog(db, log, four.clock));
      expect(tally(results)).toEqual({ recorded: 1, replayed: callers - 1 });
      expect(new Set(results.map((result) => "log" in result && result.log.id)).size).toBe(1);
    }
    expect((await listActionLogs(four.db(3), { userId })).items).toHaveLength(rounds);
  });

  test(`${callers} use one key for as many requests: one has it, and the others are told`, async () => {
    await using four = await openFour(poolSize);
    for (let round = 0; round < rounds; round++) {
      const log = { userId, actionType: "merge_pr", ok: true, idempotencyKey: `k-${round}` };
      const results = await four.race((db, n) =>
        recordActionLog(db, { ...log, request: n }, four.clock),
      );
      expect(tally(results)).toEqual({ recorded: 1, key_reused: callers - 1 });
    }
  });

  test(`${callers} use a key that has expired: one takes it`, async () => {
    await using four = await openFour(poolSize);
    const log = { userId, actionType: "merge_pr", ok: true, idempotencyKey: "k" };
    await recordActionLog(four.db(), log, four.clock);
    for (let round = 1; round <= rounds; round++) {
      four.clock.advance(86_400_000);
      const results = await four.race((db) => recordActionLog(db, log, four.clock));
      expect(tally(results)).toEqual({ recorded: 1, replayed: callers - 1 });
      expect((await listActionLogs(four.db(3), { userId })).items).toHaveLength(round + 1);
    }
  });

  test(`${callers} propose with one key: one action, and a token of it for each`, async () => {
    await using four = await openFour(poolSize);
    for (let round = 0; round < rounds; round++) {
      const idempotencyKey = `k-${round}`;
      const results = await four.race((db) =>
        createPendingAction(db, { ...proposal, idempotencyKey }, four.clock),
      );
      expect(tally(results)).toEqual({ proposed: 1, replayed: callers - 1 });
      const tokens = results.map((result) => ("token" in result ? (result.token ?? "") : ""));
      expect(new Set(tokens).size).toBe(callers);
      const found = await four.race((db, n) =>
        findPendingActionByToken(db, { userId, token: tokens[n] ?? "" }, four.clock),
      );
      expect(new Set(found.map((action) => action?.id)).size).toBe(1);
    }
    expect((await listPendingActions(four.db(3), { userId }, four.clock)).items).toHaveLength(
      rounds,
    );
  });

  test(`${callers} propose, and 100 may wait: as many do`, async () => {
    await using four = await openFour(poolSize);
    const results = await four.race((db) => createPendingAction(db, proposal, four.clock));
    expect(tally(results)).toEqual({ proposed: 100, too_many_open: callers - 100 });
  });

  test(`${callers} record a command with one key: it is there once`, async () => {
    await using four = await openFour(poolSize);
    for (let round = 0; round < rounds; round++) {
      const idempotencyKey = `k-${round}`;
      const results = await four.race((db, latencyMs) =>
        recordCommand(
          db,
          { userId, inputType: "text", status: "ok", latencyMs, idempotencyKey },
          four.clock,
        ),
      );
      expect(tally(results)).toEqual({ recorded: 1, replayed: callers - 1 });
      expect(new Set(results.map(({ command }) => command.id)).size).toBe(1);
    }
    expect((await listCommands(four.db(3), { userId }, four.clock)).items).toHaveLength(rounds);
  });
});
