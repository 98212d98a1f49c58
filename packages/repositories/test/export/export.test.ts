import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import fc from "fast-check";
import { sql, type Kysely } from "kysely";
import { afterEach, beforeEach, expect, test, inject } from "vitest";
import { eraseUser, exportUser } from "../../src/entries/privacy.ts";
import { insertPerson, newPerson, type Person } from "../erasure/person.ts";
import { insertAction, insertApproval, insertCommand, insertEvent, insertLog } from "../rows.ts";

let db: Kysely<Database>;
let clock: TestClock;
let ada: Person;
let bob: Person;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
  [ada, bob] = [newPerson("ada"), newPerson("bob")];
});
afterEach(() => db.destroy());

interface Line {
  readonly type: string;
  readonly data: Record<string, unknown>;
}
const exported = async (userId: string): Promise<string[]> => {
  const lines: string[] = [];
  for await (const line of exportUser(db, userId, clock)) lines.push(line);
  return lines;
};
const parse = (lines: readonly string[]): Line[] =>
  lines.map((line) => {
    expect(line).toMatch(/^[^\n]+\n$/);
    return JSON.parse(line) as Line;
  });

test("begins with a header, ends with counts, and has all types between them", async () => {
  await insertPerson(db, ada, bob, clock.now());
  const lines = parse(await exported(ada.userId));
  expect(lines[0]).toEqual({
    type: "header",
    data: { format: 1, user_id: ada.userId, exported_at: clock.now().toISOString() },
  });
  const counts: Record<string, number> = {};
  for (const { type } of lines.slice(1, -1)) counts[type] = (counts[type] ?? 0) + 1;
  expect(lines.at(-1)).toEqual({ type: "end", data: { counts } });
  expect(counts).toEqual({
    user: 1,
    access_key: 1,
    session: 1,
    sign_in_link: 1,
    passkey: 1,
    openid_identity: 1,
    idempotent_request: 1,
    github_connection: 1,
    repo_policy: 1,
    command: 1,
    agent_task: 1,
    pending_action: 1,
    pending_action_token: 1,
    pending_action_approval: 2,
    pending_action_version: 1,
    pending_action_quota: 1,
    others_action: 1,
    action_log: 1,
    action_run: 1,
    webhook_event: 4,
    webhook_transition: 3,
    approver_group_member: 1,
    standing_grant: 1,
    webhook_endpoint: 1,
    repo_subscription: 1,
    notice: 1,
    notice_priorities: 1,
    event_trigger: 1,
    notification_channel: 1,
    notification_delivery: 1,
    mention: 19,
    erasure: 1,
  });
});

test("of an unknown person is a header and an end", async () => {
  await insertPerson(db, bob, newPerson("eve"), clock.now());
  const lines = parse(await exported(ada.userId));
  expect(lines.map(({ type }) => type)).toEqual(["header", "end"]);
  await expect(exported("ada")).rejects.toMatchObject({ code: "invalid_input", field: "userId" });
});

test("has the person's texts, and no other person's", async () => {
  await insertPerson(db, ada, bob, clock.now());
  await insertPerson(db, bob, newPerson("eve"), clock.now());
  const text = (await exported(ada.userId)).join("").toLowerCase();
  for (const trace of [ada.userId, ada.email, String(ada.installationId), ada.word]) {
    expect(text).toContain(trace);
  }
  for (const trace of [bob.email, String(bob.installationId), bob.word]) {
    expect(text).not.toContain(trace);
  }
});

test("has no token, hash of one, or key", async () => {
  await insertPerson(db, ada, bob, clock.now());
  const lines = parse(await exported(ada.userId));
  const names = new Set(lines.flatMap(({ data }) => Object.keys(data)));
  const secret = ["token_sha256", "lease_sha256", "content_salt"];
  const keys = ["owned_key", "owned_delivery", "owned_body", "approval_key"];
  expect([...secret, ...keys].filter((name) => names.has(name))).toEqual([]);
  const hashes = await db
    .selectFrom("pending_action_tokens")
    .select("token_sha256 as hash")
    .union(db.selectFrom("pending_actions").select("token_sha256 as hash"))
    .union(db.selectFrom("action_runs").select("lease_sha256 as hash"))
    .execute();
  expect(hashes.length).toBeGreaterThan(3);
  const text = (await exported(ada.userId)).join("");
  expect(hashes.filter(({ hash }) => text.includes(hash))).toEqual([]);
});

test("keeps the digits and escapes of JSON, and adopted texts that are not JSON", async () => {
  const user_id = ada.userId;
  const entities = '{"id":12345678901234567890,"price":2.50,"name":"\\u00e9"}';
  await insertCommand(db, { user_id, entities, created_at: clock.now() });
  const [, line] = await exported(ada.userId);
  expect(line).toContain(`"entities":${entities}`);
});

test("has a webhook's body to the byte, as text or as base64", async () => {
  await insertPerson(db, ada, bob, clock.now());
  const lines = parse(await exported(ada.userId));
  const rows = await db.selectFrom("webhook_events").select(["id", "body"]).execute();
  const bodies = new Map(rows.map(({ id, body }) => [id, Buffer.from(body ?? []).toString("hex")]));
  const events = lines.filter(({ type }) => type === "webhook_event");
  const encodings = events.map(({ data }) => data["body_encoding"] as BufferEncoding);
  expect(encodings.toSorted()).toEqual(["base64", "utf-8", "utf-8", "utf-8"]);
  for (const { data } of events) {
    const body = Buffer.from(data["body"] as string, data["body_encoding"] as BufferEncoding);
    expect(body.toString("hex")).toBe(bodies.get(data["id"] as string));
  }
});

test("is read on demand, and can be abandoned at any line", async () => {
  for (let index = 0; index < 250; index++) {
    await insertCommand(db, { user_id: ada.userId, created_at: clock.now() });
  }
  const lines: string[] = [];
  for await (const line of exportUser(db, ada.userId, clock)) {
    lines.push(line);
    if (lines.length === 3) break;
  }
  expect(lines).toHaveLength(3);
  const ids = parse(await exported(ada.userId)).map(({ data }) => data["id"]);
  expect(new Set(ids.slice(1, -1)).size).toBe(250);
});

test("has every row of the person that an erasure deletes or clears, for any records", async () => {
  const few = fc.nat(3);
  const history = fc.record({
    commands: few,
    actions: few,
    approvals: few,
    logs: few,
    events: few,
    others: few,
    connected: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(history, async (counts) => {
      const person = newPerson("ada");
      const { userId: user_id } = person;
      const at = { created_at: clock.now() };
      if (counts.connected) await insertPerson(db, person, bob, clock.now());
      const times = (count: number) => Array.from({ length: count });
      for (const _ of times(counts.commands)) await insertCommand(db, { user_id, ...at });
      for (const _ of times(counts.actions)) await insertAction(db, "failed", { user_id, ...at });
      for (const _ of times(counts.logs)) await insertLog(db, { user_id, ...at });
      for (const _ of times(counts.approvals)) {
        const actionId = await insertAction(db, "pending", at);
        await insertApproval(db, { actionId, approverId: user_id, at: clock.now() });
      }
      for (const _ of times(counts.others)) {
        await insertAction(db, "pending", { proposed_by: user_id, ...at });
      }
      for (const _ of times(counts.events)) {
        const body = Buffer.from(`{"by":"${user_id}"}`);
        await insertEvent(db, "processed", { body, received_at: clock.now() });
      }
      const text = (await exported(user_id)).join("");
      const before = await rowsById(db);
      await eraseUser(db, { userId: user_id }, clock);
      const after = await rowsById(db);
      const touched = [...before].filter(([id, row]) => after.get(id) !== row).map(([id]) => id);
      // Another user's audit log that names the person belongs to that user.
      const ofOthers = await logsOfOthers(db, touched);
      const missing = touched.filter((id) => !text.includes(id) && !ofOthers.has(id));
      expect(missing).toEqual([]);
    }),
    { numRuns: inject("depth") === "deep" ? 15 : 4 },
  );
});

/** Every row that has an id, as text. */
async function rowsById(database: Kysely<Database>): Promise<Map<string, string>> {
  const tables = await database.introspection.getTables();
  const rows = new Map<string, string>();
  for (const { name, columns } of tables) {
    if (!columns.some((column) => column.name === "id") || name === "write_probe") continue;
    const found = await database
      .selectFrom(sql<{ id: string }>`${sql.table(name)}`.as("dumped"))
      .selectAll()
      .execute();
    for (const row of found) rows.set(row.id, JSON.stringify(row));
  }
  return rows;
}

async function logsOfOthers(
  database: Kysely<Database>,
  ids: readonly string[],
): Promise<Set<string>> {
  const logs = await database
    .selectFrom("action_logs")
    .select("id")
    .where("user_id", "<>", "00000000-0000-0000-0000-000000000000")
    .where("removal", "is not", null)
    .execute();
  return new Set(logs.map(({ id }) => id).filter((id) => ids.includes(id)));
}

test("the nil user's rows, which erasures leave, cannot be exported", async () => {
  await insertPerson(db, ada, bob, clock.now());
  await eraseUser(db, { userId: ada.userId }, clock);
  await expect(exported("00000000-0000-0000-0000-000000000000")).rejects.toThrow(
    /^userId is the nil UUID/,
  );
});
