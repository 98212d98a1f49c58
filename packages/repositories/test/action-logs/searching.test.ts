import type { Database } from "@handsfree/schema";
import { openTestDatabase } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { v7 } from "uuid";
import { afterEach, beforeEach, expect, test } from "vitest";
import { actionLogLimits, listActionLogs } from "../../src/entries/action-logs.ts";
import { insertLog } from "../rows.ts";

const userId = "019a2f6e-0000-7000-8000-000000000001";
const stranger = "019a2f6e-0000-7000-8000-000000000002";
const credential_id = v7();

let db: Kysely<Database>;
beforeEach(async () => {
  db = await openTestDatabase();
  const rows = [
    { action_type: "merge_pr", target: "octo/Repo#12", credential_id },
    { action_type: "merge_pr", target: null },
    { action_type: "deploy", target: "octo/repo_a%\\\\'" },
    { action_type: "Deploy", target: "ÄÖ", ok: false },
  ];
  for (const [n, row] of rows.entries()) {
    const created_at = new Date(Date.UTC(2026, 2, 1, 0, n));
    await insertLog(db, { user_id: userId, created_at, ...row });
  }
  const created_at = new Date(Date.UTC(2026, 2, 2));
  await insertLog(db, { user_id: stranger, action_type: "merge_pr", created_at });
});
afterEach(() => db.destroy());

/** The minutes of the found logs, the newest first. */
async function found(filter: object): Promise<number[]> {
  const { items } = await listActionLogs(db, { userId, ...filter });
  return items.map(({ createdAt }) => createdAt.getUTCMinutes());
}

test.for([
  ["merge", [1, 0]],
  ["REPO", [2, 0]],
  ["octo/repo#12", [0]],
  ["deploy", [3, 2]],
  ["_", [2, 1, 0]],
  ["%", [2]],
  ["\\\\'", [2]],
  ["ÄÖ", [3]],
  ["nothing", []],
] as const)(
  "a search for %s finds what has it in its type or target",
  async ([search, minutes]) => {
    expect(await found({ search })).toEqual(minutes);
  },
);

test("a search goes with the other filters, pages and an auditor", async () => {
  expect(await found({ search: "deploy", ok: false })).toEqual([3]);
  expect(await found({ credentialId: credential_id })).toEqual([0]);
  expect(await found({ credentialId: credential_id, search: "deploy" })).toEqual([]);
  const first = await listActionLogs(db, { userId, search: "merge", limit: 1 });
  const cursor = first.nextCursor ?? "";
  const second = await listActionLogs(db, { userId, search: "merge", limit: 1, cursor });
  expect([...first.items, ...second.items].map(({ target }) => target)).toEqual([
    null,
    "octo/Repo#12",
  ]);
  expect(second.nextCursor).toBeNull();
  const all = await listActionLogs(db, { auditor: true, search: "merge" });
  expect(all.items).toHaveLength(3);
});

test.for([
  [{ search: "" }, "search"],
  [{ search: "x".repeat(actionLogLimits.searchText + 1) }, "search"],
  [{ credentialId: "key" }, "credentialId"],
])("a search for %o is refused and names the field", async ([filter, field]) => {
  await expect(found(filter as object)).rejects.toMatchObject({ code: "invalid_input", field });
});
