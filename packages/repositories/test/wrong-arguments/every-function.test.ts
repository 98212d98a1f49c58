import { openTestDatabase, TestClock } from "@handsfree/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { publicSurface } from "../public-surface.ts";
import { actionLogs } from "./action-logs.ts";
import { commands } from "./commands.ts";
import { events } from "./events.ts";
import { executions } from "./executions.ts";
import { faultsOf } from "./faults.ts";
import { identity } from "./identity.ts";
import { notices } from "./notices.ts";
import { notifications } from "./notifications.ts";
import { pendingActions } from "./pending-actions.ts";
import { policyRows } from "./policies.ts";
import type { Caller, Rows } from "./row.ts";
import { moreCalls, maintenance } from "./maintenance.ts";
import { seedTables } from "./seed-tables.ts";
import { statistics } from "./statistics.ts";
import { values } from "./values.ts";
import { webhookEndpoints } from "./webhook-endpoints.ts";
import { webhookEvents } from "./webhook-events.ts";
import { WriteLog } from "./write-log.ts";

const rows: Rows = {
  ...pendingActions,
  ...events,
  ...executions,
  ...actionLogs,
  ...commands,
  ...identity,
  ...maintenance,
  ...notices,
  ...notifications,
  ...policyRows,
  ...seedTables,
  ...statistics,
  ...values,
  ...webhookEndpoints,
  ...webhookEvents,
};

const writes = new WriteLog();
let caller: Caller;
beforeAll(async () => {
  const db = await openTestDatabase();
  caller = { db: db.withPlugin(writes), context: new TestClock() };
});
afterAll(() => caller.db.destroy());

test("every public function is called with wrong arguments", () => {
  const functions = Object.entries(publicSurface).filter(
    ([, value]) => typeof value === "function",
  );
  const names = functions.map(([name]) => name).filter((name) => !takesAnything.has(name));
  expect(Object.keys(rows).toSorted()).toEqual(names.toSorted());
});

/** What has no argument that can be wrong. */
const takesAnything = new Set(["redactJson"]);

test.for(Object.entries({ ...rows, ...moreCalls }))(
  "%s refuses by name what is missing or of a wrong type, and writes nothing then",
  async ([, row]) => {
    expect(await faultsOf(row, caller, writes)).toEqual([]);
  },
);
