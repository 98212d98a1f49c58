import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { recordCommand } from "../../src/entries/commands.ts";
import {
  parseRetentionPolicy,
  retentionDays,
  retentionDefaults,
  retentionRuleNames,
  runRetention,
} from "../../src/entries/privacy.ts";
import { Crash, failingFrom } from "../failing-database.ts";
import { dumpTables, insertHistory } from "./everything.ts";
import { insertCommand } from "../rows.ts";

const day = 24 * 3600 * 1000;

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const insertCommands = async (count: number, at = new Date(clock.now().getTime() - 500 * day)) => {
  for (let index = 0; index < count; index++) await insertCommand(db, { created_at: at });
};
const countCommands = async () => (await db.selectFrom("commands").select("id").execute()).length;
const auditRows = () =>
  db.selectFrom("action_logs").selectAll().where("action_type", "=", "retention.ran").execute();

describe("a dry run", () => {
  test("returns the numbers of the following run for every rule, and changes nothing", async () => {
    await insertHistory(db, clock);
    const before = await dumpTables(db);
    const dry = await runRetention(db, { dryRun: true }, clock);
    expect(await dumpTables(db)).toEqual(before);

    const ran = await runRetention(db, {}, clock);
    expect(ran).toEqual({ ...dry, dryRun: false });
    const on = retentionRuleNames.filter((name) => retentionDefaults[name].days !== null);
    expect(ran.rules.map(({ rule }) => rule)).toEqual(on);
    for (const { rule, removed, oldestLeft } of ran.rules) {
      expect({ rule, removed: removed > 0 }).toEqual({ rule, removed: true });
      expect({ rule, left: oldestLeft instanceof Date }).toEqual({ rule, left: true });
    }
    const again = await runRetention(db, {}, clock);
    expect(again.rules.map(({ removed }) => removed)).toEqual(on.map(() => 0));
  });
});

describe("a run", () => {
  test("is recorded once, for the nil user, if it removed anything", async () => {
    await runRetention(db, {}, clock);
    expect(await auditRows()).toEqual([]);
    await insertCommands(3);
    await runRetention(db, { dryRun: true }, clock);
    expect(await auditRows()).toEqual([]);
    await runRetention(db, {}, clock);
    const [row, ...more] = await auditRows();
    expect(more).toEqual([]);
    expect(row).toMatchObject({ user_id: "00000000-0000-0000-0000-000000000000", ok: true });
    expect(JSON.parse(row?.result ?? "")).toEqual({
      started_at: clock.now().toISOString(),
      removed: { commands: { days: 400, records: 3 } },
    });
  });

  test("removes in batches, and reports each", async () => {
    await insertCommands(7);
    const told: number[] = [];
    const onProgress = ({ removed }: { removed: number }) => told.push(removed);
    const { rules } = await runRetention(db, { batchSize: 3, onProgress }, clock);
    expect(told).toEqual([3, 6, 7]);
    expect(rules.find(({ rule }) => rule === "commands")).toMatchObject({ matched: 7, removed: 7 });
  });

  test("stops after the batch in which it is aborted, and the next run continues", async () => {
    await insertCommands(7);
    const controller = new AbortController();
    const options = {
      batchSize: 3,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    };
    const first = await runRetention(db, options, clock);
    expect(first.complete).toBe(false);
    expect(first.rules.at(-1)).toMatchObject({ rule: "commands", removed: 3 });
    expect(await countCommands()).toBe(4);
    expect(await auditRows()).toHaveLength(1);

    const aborted = await runRetention(db, { signal: AbortSignal.abort() }, clock);
    expect(aborted).toMatchObject({ complete: false, rules: [] });
    expect(await countCommands()).toBe(4);
    expect(await runRetention(db, {}, clock)).toMatchObject({ complete: true });
    expect(await countCommands()).toBe(0);
  });

  test("skips the last look when it is aborted, since a look can take long", async () => {
    await insertCommands(7);
    const controller = new AbortController();
    const statements: string[] = [];
    const watched = db.withPlugin({
      transformQuery: ({ node }) => {
        if (controller.signal.aborted) statements.push(node.kind);
        return node;
      },
      transformResult: async ({ result }) => result,
    });
    const onProgress = (): void => controller.abort();
    await runRetention(watched, { signal: controller.signal, onProgress }, clock);
    // The run itself is recorded.
    expect(statements).toEqual(["InsertQueryNode"]);
  });

  test("that crashes at any statement is finished by the next run, and no batch is half removed", async () => {
    await insertHistory(db, clock);
    const [events, actions] = [
      () => db.selectFrom("webhook_events").select("id").execute(),
      () => db.selectFrom("pending_actions").select("id").execute(),
    ];
    let crashes = -1;
    let outcome: unknown;
    do {
      const failing = failingFrom(db, ++crashes + 1);
      outcome = await runRetention(failing, { batchSize: 2 }, clock).catch(
        (error: unknown) => error,
      );
      // Dependent rows exist exactly as long as their row.
      const eventIds = new Set((await events()).map(({ id }) => id));
      const transitions = await db.selectFrom("webhook_transitions").select("event_id").execute();
      expect(transitions.filter((transition) => !eventIds.has(transition.event_id))).toEqual([]);
      const actionIds = new Set((await actions()).map(({ id }) => id));
      const tokens = await db.selectFrom("pending_action_tokens").select("action_id").execute();
      expect(new Set(tokens.map((token) => token.action_id))).toEqual(actionIds);
    } while (outcome instanceof Crash);
    expect(outcome).toMatchObject({ complete: true });
    expect(crashes).toBeGreaterThan(20);
    const left = await runRetention(db, { dryRun: true }, clock);
    expect(left.rules.map(({ matched }) => matched)).toEqual(left.rules.map(() => 0));
  });

  test("that fails is recorded with the numbers removed before", async () => {
    await insertCommands(7);
    const onProgress = () => {
      throw new Crash("the listener failed");
    };
    await expect(runRetention(db, { batchSize: 3, onProgress }, clock)).rejects.toThrow(Crash);
    const [row] = await auditRows();
    expect(row).toMatchObject({ ok: false });
    expect(row?.result).toContain('"records":3');
  });

  test("shares the work with concurrent runs: each record is removed once", async () => {
    await insertCommands(60);
    const runs = await Promise.all(
      Array.from({ length: 4 }, () => runRetention(db, { batchSize: 7 }, clock)),
    );
    const removed = runs.flatMap(({ rules }) =>
      rules.filter(({ rule }) => rule === "commands").map((outcome) => outcome.removed),
    );
    expect(removed.reduce((sum, count) => sum + count, 0)).toBe(60);
    expect(await countCommands()).toBe(0);
  });

  test("lets other writers in between, and removes nothing of theirs", async () => {
    await insertCommands(40);
    const userId = "019a2f6e-0000-7000-8000-000000000001";
    let written = 0;
    let writing: Promise<unknown> = Promise.resolve();
    const onProgress = () => {
      writing = Promise.all([
        writing,
        recordCommand(db, { userId, inputType: "text", status: "ok" }, clock).then(() => written++),
      ]);
    };
    await runRetention(db, { batchSize: 4, onProgress }, clock);
    await writing;
    expect(written).toBe(10);
    expect(await countCommands()).toBe(10);
  });

  test("works in the caller's transaction, and rolls back with it", async () => {
    await insertCommands(3);
    const undone = db.transaction().execute(async (transaction) => {
      const { rules } = await runRetention(transaction, { batchSize: 2 }, clock);
      expect(rules.find(({ rule }) => rule === "commands")?.removed).toBe(3);
      throw new Crash("undo");
    });
    await expect(undone).rejects.toThrow(Crash);
    expect(await countCommands()).toBe(3);
  });
});

describe("a policy", () => {
  test.for([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 36_501, "30", true])(
    "is refused with %j days, naming the rule",
    async (days) => {
      const policy = { webhookPayloads: days as number };
      await expect(runRetention(db, { policy }, clock)).rejects.toMatchObject({
        code: "invalid_input",
        field: "webhookPayloads",
      });
    },
  );

  test("is refused with an unknown rule", () => {
    const misspelt = { webhookPayload: 30 } as object;
    expect(() => retentionDays(misspelt)).toThrow(/^webhookPayload is not a retention rule; give/);
    expect(() => retentionDays({ constructor: 30 } as object)).toThrow(
      /^constructor is not a retention rule/,
    );
  });

  test("has the defaults for missing rules", () => {
    const defaults = retentionRuleNames.map((name) => [name, retentionDefaults[name].days]);
    expect(retentionDays()).toEqual(Object.fromEntries(defaults));
    expect(retentionDays({ commands: null, webhookEvents: undefined })).toEqual({
      ...Object.fromEntries(defaults),
      commands: null,
    });
  });

  test("is parsed from settings", () => {
    const settings = ["webhook_payloads=14", "commands=never"];
    expect(parseRetentionPolicy("keep", settings)).toEqual({ webhookPayloads: 14, commands: null });
  });

  test.for([
    "webhook_payloads",
    "webhook_payloads=",
    "webhook_payloads=-1",
    "webhookPayloads=1",
    "x=1",
    "commands=36501",
  ])("is not parsed from %s", (setting) => {
    expect(() => parseRetentionPolicy("keep", [setting])).toThrow(/^keep holds /);
  });

  test.for([0, 1001, 1.5])("refuses a batch size of %d", async (batchSize) => {
    await expect(runRetention(db, { batchSize }, clock)).rejects.toMatchObject({
      field: "batchSize",
    });
  });
});
