import { recordActionLog } from "@handsfree/repositories/action-logs";
import { recordCommand } from "@handsfree/repositories/commands";
import { createPendingAction } from "@handsfree/repositories/pending-actions";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stranger, TestApi, userId } from "./api.ts";
import { bearer, keyOfService, keyOfUser } from "./callers.ts";

const auditor = "019a2f6e-0000-7000-8000-0000000000e0";
const admin = "019a2f6e-0000-7000-8000-0000000000e1";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
  for (const owner of [userId, stranger]) {
    await recordCommand(api.db, { userId: owner, inputType: "text", status: "ok" }, api.clock);
    const proposal = { userId: owner, summary: "s", actionType: "t", actionPayload: 1 };
    await createPendingAction(api.db, proposal, api.clock);
    await recordActionLog(api.db, { userId: owner, actionType: "t", ok: true }, api.clock);
    api.clock.advance(1000);
  }
});
afterEach(() => api[Symbol.asyncDispose]());

type List = { items: { user_id: string; id: string }[] };

async function read(key: string, url: string) {
  const headers = { ...bearer(key), "on-behalf-of": "*" };
  return api.app.inject({ method: "GET", url, headers });
}

const audited = ["/v1/pending-actions", "/v1/action-logs?action_type=t"];

test("a key with audit:read reads the actions and the logs of all users, and no commands", async () => {
  const person = await keyOfUser(api.db, auditor, ["audit:read", "commands:read"]);
  const service = await keyOfService(api.db, { scopes: ["audit:read", "commands:read"] });
  for (const key of [person, service]) {
    for (const url of audited) {
      const { items } = (await read(key, url)).json<List>();
      expect(items.map((item) => item.user_id)).toEqual([stranger, userId]);
      for (const { id } of items) {
        const [path = ""] = url.split("?");
        expect((await read(key, `${path}/${id}`)).json()).toMatchObject({ id });
      }
    }
    expect((await read(key, "/v1/commands")).json()).toMatchObject({ code: "not_permitted" });
    // Not everything that is owned can be read of all users.
    expect((await read(key, "/v1/agent-tasks")).statusCode).toBeGreaterThanOrEqual(400);
  }
});

test("an admin reads the commands of all users as well", async () => {
  const key = await keyOfUser(api.db, admin, ["admin"]);
  for (const url of [...audited, "/v1/commands"]) {
    const { items } = (await read(key, url)).json<List>();
    expect(items.map((item) => item.user_id)).toEqual([stranger, userId]);
  }
});

test("nobody else reads the records of all users", async () => {
  const key = await api.keyOf(userId);
  for (const url of [...audited, "/v1/commands"]) {
    const refused = await read(key, url);
    expect(refused.statusCode).toBe(403);
    expect(refused.json()).toMatchObject({ code: "not_permitted" });
  }
});

test("a link exports the logs of all users by its query, for those who may read them", async () => {
  const link = async (key: string) =>
    api.app.inject({
      method: "GET",
      url: "/v1/action-logs/export?format=jsonl&all_users=true&action_type=t",
      headers: bearer(key),
    });
  const exported = await link(await keyOfUser(api.db, auditor, ["audit:read"]));
  const users = exported.body
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as { user_id: string }).user_id);
  expect(users).toEqual([stranger, userId]);
  const key = await keyOfUser(api.db, "019a2f6e-0000-7000-8000-0000000000e2", ["actions:decide"]);
  const refused = await link(key);
  expect(refused.statusCode).toBe(403);
  expect(refused.json()).toMatchObject({ code: "not_permitted" });
});
