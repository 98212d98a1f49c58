import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  findPolicies,
  listPolicyVersions,
  replacePolicies,
} from "../../../src/entries/policies.ts";
import { nilUser } from "../../../src/person.ts";
import { sha256 } from "../../../src/token.ts";
import { addGroup, textOf } from "./policies-world.ts";

const by = "019a0000-0000-7000-8000-000000000001";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const first = textOf("{ name: a, match: {}, allow: true }");
const second = textOf("{ name: b, match: {}, deny: stop }");

test("there are no policies at first", async () => {
  expect(await findPolicies(db)).toBeUndefined();
  expect(await listPolicyVersions(db)).toEqual({ items: [], nextCursor: null, prevCursor: null });
});

test("a text is stored as it is given, in versions, and recorded", async () => {
  const start = clock.now();
  const replaced = await replacePolicies(db, { text: first, basedOn: null, by }, clock);
  const version = { version: 1, text: first, createdAt: start, createdBy: by, replacedAt: null };
  expect(replaced).toEqual({ outcome: "replaced", policies: version });
  expect(await findPolicies(db)).toEqual(version);
  clock.advance(1000);
  await replacePolicies(db, { text: second, basedOn: 1 }, clock);
  expect(await findPolicies(db)).toMatchObject({ version: 2, text: second, createdBy: null });
  expect(await findPolicies(db, 1)).toEqual({ ...version, replacedAt: clock.now() });
  expect(await findPolicies(db, 3)).toBeUndefined();

  const logs = await db
    .selectFrom("action_logs")
    .select(["user_id", "action_type", "result"])
    .orderBy("created_at")
    .execute();
  expect(
    logs.map(({ result, ...log }) => ({ ...log, result: JSON.parse(result ?? "") as unknown })),
  ).toEqual([
    {
      user_id: nilUser,
      action_type: "policies.replaced",
      result: { by, version: 1, policies: 1, sha256: sha256(first) },
    },
    {
      user_id: nilUser,
      action_type: "policies.replaced",
      result: { by: null, version: 2, policies: 1, sha256: sha256(second) },
    },
  ]);
});

test("a text that was made from another version than the one that holds is not stored", async () => {
  const store = (basedOn: number | null) => replacePolicies(db, { text: first, basedOn }, clock);
  expect(await store(1)).toEqual({ outcome: "changed_meanwhile", version: null });
  await store(null);
  expect(await store(null)).toEqual({ outcome: "changed_meanwhile", version: 1 });
  expect(await store(7)).toEqual({ outcome: "changed_meanwhile", version: 1 });
  await store(1);
  expect(await store(1)).toEqual({ outcome: "changed_meanwhile", version: 2 });
});

test.for([null, 1])("of concurrent callers with version %s one wins", async (basedOn) => {
  if (basedOn === 1) await replacePolicies(db, { text: first, basedOn: null }, clock);
  const calls = Array.from({ length: 20 }, () =>
    replacePolicies(db, { text: second, basedOn }, clock),
  );
  const outcomes = (await Promise.all(calls)).map(({ outcome }) => outcome);
  expect(outcomes.filter((outcome) => outcome === "replaced")).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === "changed_meanwhile")).toHaveLength(19);
  const { items } = await listPolicyVersions(db);
  expect(items.filter(({ replacedAt }) => replacedAt === null)).toHaveLength(1);
});

test.for([
  ["release", "{ name: a, match: {}, ask: { group: release } }"],
  [
    "leads",
    "{ name: a, match: {}, ask: { group: known, on_expiry: { escalate: { group: leads, expires_in: 1h } } } }",
  ],
  [
    "leads",
    `{ name: a, match: {}, ask: { approvers: [${by}], on_expiry: { escalate: { group: leads, expires_in: 1h } } } }`,
  ],
] as const)("a group %s that does not exist is refused by name", async ([group, policy]) => {
  await addGroup(db, clock, "known");
  const input = { text: textOf(policy), basedOn: null };
  expect(await replacePolicies(db, input, clock)).toEqual({ outcome: "unknown_group", group });
  await addGroup(db, clock, group);
  expect((await replacePolicies(db, input, clock)).outcome).toBe("replaced");
});

test("versions are listed in pages, the newest first", async () => {
  for (const version of [null, 1, 2]) {
    await replacePolicies(db, { text: first, basedOn: version }, clock);
  }
  const page = await listPolicyVersions(db, { limit: 2 });
  expect(page.items.map(({ version }) => version)).toEqual([3, 2]);
  const rest = await listPolicyVersions(db, { cursor: page.nextCursor ?? "" });
  expect(rest.items.map(({ version }) => version)).toEqual([1]);
  expect(rest.nextCursor).toBeNull();
});

test("wrong inputs are refused by name", async () => {
  const replace = (input: object) =>
    replacePolicies(db, { text: first, basedOn: null, ...input }, clock);
  await expect(replace({ text: textOf("{ name: a, match: {} }") })).rejects.toThrow("line 3");
  await expect(replace({ basedOn: 0 })).rejects.toMatchObject({ field: "basedOn" });
  await expect(replace({ by: "ada" })).rejects.toMatchObject({ field: "by" });
  await expect(findPolicies(db, 0.5)).rejects.toMatchObject({ field: "version" });
  await expect(listPolicyVersions(db, { cursor: "x" })).rejects.toMatchObject({ field: "cursor" });
});
