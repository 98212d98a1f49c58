import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findActionLog, listActionLogs, recordActionLog } from "../src/entries/action-logs.ts";
import { findCommand, listCommands, recordCommand } from "../src/entries/commands.ts";
import {
  createPendingAction,
  findPendingAction,
  listPendingActions,
} from "../src/entries/pending-actions.ts";

const users = ["019a2f6e-0000-7000-8000-0000000000aa", "019a2f6e-0000-7000-8000-0000000000ab"];

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const auditor = true;

/** Six records of each kind, in turns of two users, newest first. */
async function makeRecords() {
  const logs: string[] = [];
  const commands: string[] = [];
  const actions: string[] = [];
  for (let n = 0; n < 6; n++) {
    const userId = users[n % 2] ?? "";
    clock.advance(1000);
    const log = await recordActionLog(db, { userId, actionType: "merge_pr", ok: n < 3 }, clock);
    if ("log" in log) logs.unshift(log.log.id);
    const spoken = { userId, inputType: "text", status: "ok" } as const;
    commands.unshift((await recordCommand(db, spoken, clock)).command.id);
    const proposal = { userId, summary: "s", actionType: "merge_pr", actionPayload: n };
    const proposed = await createPendingAction(db, proposal, clock);
    if ("action" in proposed) actions.unshift(proposed.action.id);
  }
  return { logs, commands, actions };
}

test("an auditor reads the records of all users, newest first, page by page and one by one", async () => {
  const { logs, commands, actions } = await makeRecords();
  const lists = [
    [logs, (page: object) => listActionLogs(db, { auditor, actionType: "merge_pr", ...page })],
    [commands, (page: object) => listCommands(db, { auditor, ...page }, clock)],
    [actions, (page: object) => listPendingActions(db, { auditor, ...page }, clock)],
  ] as const;
  for (const [ids, list] of lists) {
    const first = await list({ limit: 4 });
    const second = await list({ limit: 4, cursor: first.nextCursor });
    const items: readonly { readonly id: string; readonly userId: string }[] = [
      ...first.items,
      ...second.items,
    ];
    expect(items.map(({ id }) => id)).toEqual(ids);
    expect(new Set(items.map(({ userId }) => userId))).toEqual(new Set(users));
    expect(second.nextCursor).toBeNull();
  }
  for (const id of logs) expect(await findActionLog(db, { auditor, id })).toMatchObject({ id });
  for (const id of commands) {
    expect(await findCommand(db, { auditor, id }, clock)).toMatchObject({ id });
  }
  for (const id of actions) {
    expect(await findPendingAction(db, { auditor, id }, clock)).toMatchObject({ id });
  }
  expect(
    (await listActionLogs(db, { auditor, ok: true, actionType: "merge_pr" })).items,
  ).toHaveLength(3);
  clock.advance(86_400_000 * 30);
  expect((await listPendingActions(db, { auditor }, clock)).items).toEqual([]);
  expect((await listPendingActions(db, { auditor, state: "expired" }, clock)).items).toHaveLength(
    6,
  );
});

test("a reader is either a user or an auditor, and nobody is an auditor by accident", async () => {
  const wrong = [
    {},
    { userId: undefined },
    { auditor: false },
    { auditor: "true" },
    { auditor: 1 },
  ];
  for (const reader of [...wrong, { auditor, userId: users[0] }]) {
    const field = "auditor" in reader ? "auditor" : "userId";
    const refused = { name: "InvalidInputError", field };
    await expect(listActionLogs(db, reader as never)).rejects.toMatchObject(refused);
    await expect(listCommands(db, reader as never, clock)).rejects.toMatchObject(refused);
    await expect(listPendingActions(db, reader as never, clock)).rejects.toMatchObject(refused);
  }
  const asApprover = { auditor, role: "approver" } as const;
  await expect(listPendingActions(db, asApprover, clock)).rejects.toMatchObject({ field: "role" });
});
