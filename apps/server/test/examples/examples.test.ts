import { recordActionLog } from "@handsfree/repositories/action-logs";
import { sealActionLogs } from "@handsfree/repositories/audit";
import { githubSource } from "@handsfree/repositories/webhooks";
import { accessScopeNames } from "@handsfree/schema";
import { afterEach, beforeEach, expect, test } from "vitest";
import { githubExampleSecret } from "../../src/api/examples/values.ts";
import { TestApi, userId } from "../api.ts";
import { bearer, keyOfUser, sessionOf } from "../callers.ts";
import { preparations } from "./preparations.ts";
import { described, ExampleSender } from "./send-examples.ts";

let api: TestApi;
let sender: ExampleSender;
beforeEach(async () => {
  const webhookSources = [githubSource({ secrets: [githubExampleSecret] })];
  api = await TestApi.start({ webhookSources });
  await api.db.updateTable("users").set({ role: "admin" }).where("id", "=", userId).execute();
  sender = new ExampleSender(api, bearer(await keyOfUser(api.db, userId, accessScopeNames)));
});
afterEach(() => api[Symbol.asyncDispose]());

/** What only a browser can send. */
const bySession = new Set(["signOut"]);
/** What no request makes. */
const made: Readonly<Record<string, () => Promise<unknown>>> = {
  getAuditHead: async () => {
    await recordActionLog(api.db, { userId, actionType: "merge_pr", ok: true }, api.clock);
    await sealActionLogs(api.db, { settleSeconds: 0 }, api.clock);
  },
};

test.for([...described.keys()])(
  "the example of %s is answered as openapi.json says",
  async (operationId) => {
    if (bySession.has(operationId)) {
      sender = new ExampleSender(api, await sessionOf(api.db, userId, api.clock));
    }
    await made[operationId]?.();
    const { statusCode } = await sender.send(operationId);
    const { responses } = described.get(operationId)?.operation ?? {};
    const documented = Object.keys(responses ?? {}).filter((status) => status.startsWith("2"));
    expect(documented).toContain(String(statusCode));
  },
);

test("each preparation is that of an operation", () => {
  expect(Object.keys(preparations).filter((id) => !described.has(id))).toEqual([]);
});
