import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { actionLogLimits } from "@handsfree/repositories/action-logs";
import { temporaryDirectory } from "@handsfree/testkit";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stranger, TestApi, userId } from "./api.ts";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api[Symbol.asyncDispose]());

interface Log {
  readonly id: string;
  readonly credential_id: string;
}
let keys = 0;
/** Records a log, which an export of a later time has. */
async function record(log: object | string, user = userId): Promise<Log> {
  const headers = { "idempotency-key": `"k${++keys}"` };
  const made = await api.post("/v1/action-logs", log, user, headers);
  api.clock.advance(1000);
  return made.json<Log>();
}
const url = "/v1/action-logs/export?format=";

test("JSON Lines has each log as its route answers it, newest first", async () => {
  const body = '{"action_type":"merge_pr","ok":true,"request":{"n":2.50},"target":"octo/repo#1"}';
  const first = await record(body);
  await record({ action_type: "deploy", ok: false });
  await record({ action_type: "deploy", ok: false }, stranger);
  const response = await api.get(`${url}jsonl`);
  expect(response.statusCode).toBe(200);
  expect(response.headers).toMatchObject({
    "content-type": "application/jsonl; charset=utf-8",
    "content-disposition": 'attachment; filename="handsfree-action-logs.jsonl"',
    "x-content-type-options": "nosniff",
  });
  const lines = response.body.trimEnd().split("\n");
  expect(lines).toHaveLength(2);
  expect(lines[1]).toBe((await api.get(`/v1/action-logs/${first.id}`)).body);
  expect(lines[1]).toContain("2.50");
  expect((await api.get(`${url}jsonl&ok=true&q=MERGE`)).body).toBe(`${lines[1]}\n`);
});

test("CSV follows RFC 4180, and holds no formula", async () => {
  const made = await record({
    action_type: "=HYPERLINK(1)",
    target: 'a,"b"\nc',
    ok: true,
    request: "-2+3",
    result: -5,
  });
  await record({ action_type: " @SUM", ok: false });
  const { body, headers } = await api.get(`${url}csv`);
  expect(headers["content-type"]).toBe("text/csv; charset=utf-8; header=present");
  expect(body).toMatch(/\r\n$/);
  const [header, second, ...rest] = body.split("\r\n");
  expect(header).toBe(
    "id,user_id,action_type,target,request,result,ok,idempotency_key,created_at,credential_id",
  );
  expect(second).toMatch(/,' @SUM,,,,false,k\d+,2026-03-01T12:00:01.000Z,/);
  expect(rest).toEqual([
    `${made.id},${userId},'=HYPERLINK(1),"a,""b""\nc","""-2+3""",'-5,true,k${keys - 1},2026-03-01T12:00:00.000Z,${made.credential_id}`,
    "",
  ]);
});

test("Parquet is read by DuckDB, with all values of several row groups", async () => {
  const plain = { user_id: userId, action_type: "deploy", ok: true };
  const count = 1200;
  const rows = Array.from({ length: count }, (_, n) => ({
    ...plain,
    id: `019a2f6e-0000-7000-8000-0000000${10_000 + n}`,
    target: n % 3 === 0 ? null : `très ${n}`,
    request: JSON.stringify({ n, long: "x".repeat(8000) }),
    created_at: new Date(Date.UTC(2026, 1, 1) + n),
  }));
  for (let n = 0; n < count; n += 100) {
    const some = rows.slice(n, n + 100).map((row) => ({ ...row, content_salt: userId }));
    await api.db.insertInto("action_logs").values(some).execute();
  }
  const response = await api.app.inject({
    url: `${url}parquet`,
    headers: { authorization: `Bearer ${await api.keyOf(userId)}` },
  });
  expect(response.headers["content-type"]).toBe("application/vnd.apache.parquet");
  await using folder = await temporaryDirectory();
  const file = join(folder.path, "logs.parquet");
  await writeFile(file, response.rawPayload);
  const read = await sql<Record<string, unknown>>`
    select * from read_parquet(${sql.lit(file)})`.execute(api.db);
  expect(read.rows).toEqual(
    rows.toReversed().map((row) => ({
      ...row,
      result: null,
      idempotency_key: null,
      credential_id: null,
    })),
  );
  const groups = await sql<{ groups: number }>`
    select count(distinct row_group_id) as groups from parquet_metadata(${sql.lit(file)})`.execute(
    api.db,
  );
  expect(Number(groups.rows[0]?.groups)).toBeGreaterThan(1);
});

test.for(["jsonl", "csv", "parquet"])(
  "an export of nothing as %s is a file too",
  async (format) => {
    const response = await api.get(`${url}${format}`);
    expect(response.statusCode).toBe(200);
    expect(response.rawPayload.subarray(0, 3).toString()).toBe(
      { jsonl: "", csv: "id,", parquet: "PAR" }[format],
    );
  },
);

test("an export that is too large is 422 with its size, before its first byte", async () => {
  const { exportedBytes } = actionLogLimits;
  for (const action_type of ["deploy", "merge_pr"]) await record({ action_type, ok: true });
  await api.db.updateTable("action_logs").set({ content_bytes: exportedBytes }).execute();
  const response = await api.get(`${url}csv`);
  expect(response.statusCode).toBe(422);
  expect(response.json()).toMatchObject({
    code: "export_too_large",
    logs: 2,
    bytes: 2 * exportedBytes,
  });
  expect((await api.get(`${url}csv&action_type=deploy`)).statusCode).toBe(200);
});

test.for([
  ["", "format"],
  ["format=xlsx", "format"],
  ["format=csv&limit=10", "limit"],
  ["format=csv&since=yesterday", "since"],
])("GET /v1/action-logs/export?%s is 400 and names %s", async ([query, field]) => {
  const response = await api.get(`/v1/action-logs/export?${query}`);
  expect(response.statusCode).toBe(400);
  expect(response.json()).toMatchObject({ code: "invalid_input", field });
});
