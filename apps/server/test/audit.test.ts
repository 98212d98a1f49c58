import { recordActionLog } from "@handsfree/repositories/action-logs";
import { sealActionLogs } from "@handsfree/repositories/audit";
import { expect, test } from "vitest";
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
