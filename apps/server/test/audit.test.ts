import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { recordActionLog } from "@handsfree/repositories/action-logs";
import { exportAuditHead, sealActionLogs, verifyAuditTrail } from "@handsfree/repositories/audit";
import { expect, test } from "vitest";
import { verificationLines } from "../src/routes/action-logs/verification-lines.ts";
import { TestApi, userId } from "./api.ts";

const auditor = "019a2f6e-0000-7000-8000-00000000000c";

test("the head of the audit trail, once there is one", async () => {
  await using api = await TestApi.start();
  api.giveScopes(auditor, ["audit:read"]);
  const none = await api.get("/v1/audit/head", auditor);
  expect(none.statusCode).toBe(404);
  expect(none.json()).toMatchObject({ code: "not_found" });

  await recordActionLog(api.db, { userId, actionType: "merge_pr", ok: true }, api.clock);
  const { head } = await sealActionLogs(api.db, { settleSeconds: 0 }, api.clock);
  const response = await api.get("/v1/audit/head", auditor);
  expect(response.statusCode).toBe(200);
  expect(response.json()).toEqual({
    number: 1,
    hash: head?.hash,
    signature: null,
    key_id: null,
    sealed_at: api.clock.now().toISOString(),
  });
});

test("a parameter that it does not take is refused, as everywhere", async () => {
  await using api = await TestApi.start();
  api.giveScopes(auditor, ["audit:read"]);
  const response = await api.get("/v1/audit/head?number=1", auditor);
  expect(response.statusCode).toBe(400);
  expect(response.json()).toMatchObject({ code: "invalid_input" });
});

interface Line {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}
const linesOf = (body: string): Line[] =>
  body
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);

/** Three logs with a seal each, and one without. */
async function sealedTrail(api: TestApi, privateKey?: KeyObject): Promise<void> {
  for (const pr of [1, 2, 3]) {
    const log = { userId, actionType: "merge_pr", request: { pr }, ok: true };
    await recordActionLog(api.db, log, api.clock);
    await sealActionLogs(api.db, { settleSeconds: 0, privateKey }, api.clock);
    api.clock.advance(1000);
  }
  await recordActionLog(api.db, { userId, actionType: "deploy", ok: true }, api.clock);
}

test("a verification tells its progress, and at last what it found", async () => {
  await using api = await TestApi.start();
  api.giveScopes(auditor, ["audit:read"]);
  await sealedTrail(api);
  const response = await api.get("/v1/audit/verification", auditor);
  expect(response.headers["content-type"]).toBe("application/jsonl; charset=utf-8");
  const lines = linesOf(response.body);
  expect(lines.at(-2)).toEqual({ type: "progress", data: { entries: 3, rows: 3 } });
  expect(lines.at(-1)).toMatchObject({
    type: "result",
    data: { ok: true, found: 0, entries: 3, rows: 3, unsealed: 1, unsigned: null, findings: [] },
  });

  const { id } = await api.db
    .selectFrom("action_logs")
    .select("id")
    .where("action_type", "=", "merge_pr")
    .executeTakeFirstOrThrow();
  await api.db.updateTable("action_logs").set({ ok: false }).where("id", "=", id).execute();
  const { body } = await api.get("/v1/audit/verification", auditor);
  expect(linesOf(body).at(-1)?.data).toMatchObject({
    ok: false,
    findings: [{ kind: "edited_row", log_id: id }],
  });
});

test("signatures are verified by given keys, and the end of the trail by a head", async () => {
  await using api = await TestApi.start();
  api.giveScopes(auditor, ["audit:read"]);
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const key = publicKey.export({ format: "der", type: "spki" }).toString("base64url");
  const other = generateKeyPairSync("ed25519")
    .publicKey.export({ format: "der", type: "spki" })
    .toString("base64url");
  await sealedTrail(api, privateKey);
  const kindsBy = async (query: string): Promise<unknown> => {
    const { body } = await api.get(`/v1/audit/verification?${query}`, auditor);
    const findings = linesOf(body).at(-1)?.data["findings"] as { kind: string }[];
    return findings.map(({ kind }) => kind);
  };
  expect(await kindsBy(`public_key=${other},${key}`)).toEqual([]);
  expect(await kindsBy(`public_key=${other}`)).toContain("invalid_signature");
  const head = await exportAuditHead(api.db);
  expect(await kindsBy(`head=3:${head?.hash}`)).toEqual([]);
  expect(await kindsBy(`head=4:${head?.hash}`)).toEqual(["truncated"]);
});

test.for([
  ["head=3", "head"],
  ["public_key=abc", "public_key"],
  [`public_key=${"a,".repeat(11)}`, "public_key"],
  ["signed_from=0", "signed_from"],
  ["limit=3", "limit"],
])("a verification with %s is 400 and names %s", async ([query, field]) => {
  await using api = await TestApi.start();
  api.giveScopes(auditor, ["audit:read"]);
  const response = await api.get(`/v1/audit/verification?${query}`, auditor);
  expect(response.statusCode).toBe(400);
  expect(response.json()).toMatchObject({ code: "invalid_input", field });
});

test("a verification that fails fails its lines, also when nobody reads them any more", async () => {
  await using api = await TestApi.start();
  await sealedTrail(api);
  const begin = (signal: AbortSignal) =>
    verificationLines((onProgress) => {
      onProgress({ entries: 1, rows: 1 });
      return verifyAuditTrail(api.db, { signal });
    });
  const leaving = new AbortController();
  const left = begin(leaving.signal);
  expect(await left.next()).toMatchObject({ value: expect.stringContaining("progress") });
  await left.return();
  leaving.abort();
  const failing = begin(AbortSignal.abort());
  await failing.next();
  await expect(failing.next()).rejects.toMatchObject({ code: "query_cancelled" });
});
