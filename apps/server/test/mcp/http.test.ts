import { createClient, type HandsFreeClient } from "@handsfree/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TestApi, userId } from "../api.ts";
import { bearer, keyOfService, sessionOf } from "../callers.ts";
import { connect, kinds, type McpClient, question } from "./mcp-clients.ts";

let api: TestApi;
let url = "";
let person: HandsFreeClient;
let key = "";
beforeAll(async () => {
  api = await TestApi.start();
  url = await api.app.listen({ port: 0, host: "127.0.0.1" });
  person = createClient({ url, key: await api.keyOf(userId) });
  const scopes = ["actions:propose", "actions:execute", "commands:write", "webhooks:read"] as const;
  key = await keyOfService(api.db, { scopes, actsFor: [userId] });
});
afterAll(() => api[Symbol.asyncDispose]());

/** Decides the newest action of a type as soon as it waits. */
async function decide(
  verdict: "approve" | "reject",
  action_type: string,
  reason?: string,
): Promise<void> {
  for (;;) {
    const { items } = await person.pendingActions.list({ action_type }).page();
    const [waiting] = items;
    if (waiting === undefined) continue;
    const body = { payload_digest: waiting.payload_digest, ...(reason && { reason }) };
    await person.pendingActions[verdict](waiting.id, body);
    return;
  }
}

describe.each(kinds)("a client of the SDK %s over HTTP", (kind) => {
  let client: McpClient;
  const asked = { ...question, action_type: `merge ${kind}` };
  beforeAll(async () => {
    client = await connect(kind, url, key);
  });
  afterAll(() => client[Symbol.asyncDispose]());

  test("finds tools that say what they take, answer and change", async () => {
    const { tools } = await client.sdk.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      "request_approval",
      "propose_action",
      "check_action",
      "report_outcome",
      "record_command",
      "list_webhook_events",
      "search_audit_trail",
    ]);
    for (const { inputSchema, outputSchema, annotations, description } of tools) {
      expect(inputSchema).toMatchObject({ type: "object", additionalProperties: false });
      expect(outputSchema).toMatchObject({ type: "object" });
      expect(annotations).toMatchObject({ readOnlyHint: expect.any(Boolean) as boolean });
      expect(description?.length).toBeGreaterThan(50);
    }
  });

  test("an approved action runs once, with what was approved, and its outcome is on record", async () => {
    const heard: number[] = [];
    const options = { onprogress: ({ progress }: { progress: number }) => heard.push(progress) };
    const [answer] = await Promise.all([
      client.call("request_approval", asked, options),
      decide("approve", asked.action_type),
    ]);
    expect(answer).toMatchObject({
      isError: false,
      content: {
        outcome: "approved",
        edited: false,
        action_payload: question.action_payload,
        payload_digest: expect.stringMatching(/^v2:[0-9a-f]{64}$/) as string,
      },
    });
    expect(heard.length).toBeGreaterThan(0);
    const { id, lease_token } = answer.content;
    // The same call does not run it again.
    expect(await client.call("request_approval", asked)).toMatchObject({
      content: { outcome: "begun", id },
    });
    const report = { id, lease_token, ok: true, result: { sha: "abc" } };
    expect((await client.call("report_outcome", report)).content).toMatchObject({
      state: "succeeded",
    });
    // A report whose answer was lost.
    expect(await client.call("report_outcome", report)).toMatchObject({ isError: false });
    expect(await client.call("report_outcome", { ...report, ok: false })).toMatchObject({
      isError: true,
      text: expect.stringContaining("reported before as succeeded") as string,
    });
    expect((await client.call("check_action", { id })).content).toMatchObject({
      state: "succeeded",
      result: { sha: "abc" },
      left_out: [],
    });
  });

  test("a rejection is told with its reason", async () => {
    const type = `reject ${kind}`;
    const [answer] = await Promise.all([
      client.call("request_approval", { ...question, action_type: type }),
      decide("reject", type, "Not on a Friday"),
    ]);
    expect(answer.content).toMatchObject({
      outcome: "rejected",
      message: expect.stringContaining("Not on a Friday") as string,
    });
    expect(answer.content).not.toHaveProperty("lease_token");
  });

  test("a wait without an answer leaves the question open, and the same call finds it", async () => {
    const open = { ...question, action_type: `open ${kind}` };
    const first = await client.call("request_approval", { ...open, wait_seconds: 0 });
    expect(first.content).toMatchObject({ outcome: "unanswered" });
    expect((await client.call("propose_action", open)).content).toMatchObject({
      id: first.content["id"],
      state: "pending",
    });
    await using again = await connect(kind, url, key);
    const [answer] = await Promise.all([
      again.call("request_approval", { ...open, wait_seconds: 60 }),
      decide("approve", open.action_type),
    ]);
    expect(answer.content).toMatchObject({ outcome: "approved", id: first.content["id"] });
  });

  test("other words for an open question are told the words that it has", async () => {
    const open = { ...question, action_type: `words ${kind}`, wait_seconds: 0 };
    const { content } = await client.call("request_approval", open);
    const other = await client.call("request_approval", { ...open, summary: "Merge the twelve" });
    expect(other.isError).toBe(true);
    expect(other.text).toContain(`${String(content["id"])}, with other words`);
    expect(other.text).toContain(JSON.stringify(question.summary));
  });

  test("what a worker carries out is told without a lease", async () => {
    const type = `worker ${kind}`;
    const [answer] = await Promise.all([
      client.call("request_approval", { ...question, action_type: type, will_run: false }),
      decide("approve", type),
    ]);
    expect(answer.content).toMatchObject({
      outcome: "approved",
      message: expect.stringContaining("do not carry it out yourself") as string,
    });
    expect(answer.content).not.toHaveProperty("lease_token");
  });

  test("a cancelled call leaves its question open", async () => {
    const open = { ...question, action_type: `cancel ${kind}` };
    const end = new AbortController();
    const call = client.call("request_approval", open, { signal: end.signal });
    const proposed = (await waitingOf(open.action_type)).id;
    end.abort();
    await expect(call).rejects.toThrow(/abort|cancel/i);
    expect((await person.pendingActions.get(proposed)).state).toBe("pending");
  });

  test("records a command, and reads the inbox page by page", async () => {
    await api.deliver(JSON.stringify({ action: "opened" }), { "x-github-delivery": `1 ${kind}` });
    await api.deliver(JSON.stringify({ action: "closed" }), { "x-github-delivery": `2 ${kind}` });
    const said = { input_type: "text", status: "ok", intent_name: "merge_pr" };
    expect((await client.call("record_command", said)).content).toMatchObject({
      message: "The command is on record, without its transcript.",
    });
    const first = await client.call("list_webhook_events", { limit: 1 });
    expect(first.content).toMatchObject({
      items: [{ delivery_id: `2 ${kind}`, signature_ok: true }],
    });
    const cursor = first.content["next_cursor"];
    const second = await client.call("list_webhook_events", { limit: 1, cursor });
    expect(second.content).toMatchObject({ items: [{ delivery_id: `1 ${kind}` }] });
  });

  test("searches the audit trail", async () => {
    const { content } = await client.call("search_audit_trail", { q: "pending_action", limit: 5 });
    expect((content["items"] as unknown[]).length).toBe(5);
    expect(content["next_cursor"]).toEqual(expect.any(String));
  });

  test("reads what waits as resources", async () => {
    const open = { ...question, action_type: `resource ${kind}`, wait_seconds: 0 };
    const id = String((await client.call("request_approval", open)).content["id"]);
    const list = await read(client, "handsfree://actions/waiting");
    expect(list["items"]).toContainEqual(expect.objectContaining({ id }));
    expect(await read(client, `handsfree://actions/${id}`)).toMatchObject({ id, state: "pending" });
    await expect(read(client, "handsfree://actions/7")).rejects.toThrow(/HandsFree refused/);
  });

  test("input that is wrong is refused with the name of the member", async () => {
    const wrong = await client
      .call("request_approval", { ...question, action_payload: "rm -rf /" })
      .catch((error: unknown) => ({ isError: true, text: String(error) }));
    expect(wrong).toMatchObject({
      isError: true,
      text: expect.stringContaining("action_payload") as string,
    });
  });

  test("a payload that is too large is refused, with the way out", async () => {
    const large = { ...question, action_payload: { text: "a".repeat(1024 * 1024) } };
    expect(await client.call("propose_action", large)).toMatchObject({
      isError: true,
      text: expect.stringContaining("takes up to 1 MiB") as string,
    });
  });
});

test("a key without scopes is told which one it needs", async () => {
  const poor = await keyOfService(api.db, {
    name: "poor",
    scopes: ["metrics:read"],
    actsFor: [userId],
  });
  await using client = await connect("2.x", url, poor);
  expect(await client.call("propose_action", question)).toMatchObject({
    isError: true,
    text: expect.stringMatching(
      /none of the scopes actions:propose.*handsfree keys create/,
    ) as string,
  });
});

test("a service of several users names one of them", async () => {
  const two = await keyOfService(api.db, {
    name: "two",
    scopes: ["actions:propose", "actions:execute"],
    actsFor: [userId, "019a2f6e-0000-7000-8000-000000000002"],
  }).catch(() => undefined);
  if (two === undefined) return;
  await using unnamed = await connect("2.x", url, two);
  expect((await unnamed.call("propose_action", question)).text).toContain("on-behalf-of");
  await using named = await connect("2.x", url, two, { headers: { "on-behalf-of": userId } });
  expect(await named.call("propose_action", question)).toMatchObject({ isError: false });
});

describe("a request without a right is refused before MCP sees it", () => {
  const body = { jsonrpc: "2.0", id: 1, method: "tools/list", params: {} };
  const send = async (headers: Record<string, string>, method: "GET" | "POST" = "POST") =>
    api.app.inject({
      method,
      url: "/mcp",
      headers: { accept: "application/json, text/event-stream", ...headers },
      ...(method === "POST" && { payload: body }),
    });

  test("without a key, with a wrong one, and with a session", async () => {
    expect((await send({})).statusCode).toBe(401);
    expect((await send(bearer("hf_user_wrong"))).statusCode).toBe(401);
    const session = await send(await sessionOf(api.db, userId, api.clock));
    expect(session.statusCode).toBe(401);
    expect(session.json()).toMatchObject({
      detail: expect.stringContaining("access key") as string,
    });
  });

  test("from a page of another origin, and by another name of the machine", async () => {
    const origin = await send({ ...bearer(key), origin: "https://evil.example" });
    expect(origin.json()).toMatchObject({ status: 403, code: "cross_origin" });
    const host = await send({ ...bearer(key), host: "evil.example" });
    expect(host.json()).toMatchObject({ status: 403, code: "host_not_allowed" });
  });

  test("a body over the limit, a GET and an unknown version of the protocol", async () => {
    const payload = { ...body, params: { text: "a".repeat(1_200_000) } };
    const large = await api.app.inject({
      method: "POST",
      url: "/mcp",
      headers: bearer(key),
      payload,
    });
    expect(large.statusCode).toBe(413);
    const get = await send(bearer(key), "GET");
    expect([get.statusCode, get.headers["allow"]]).toEqual([405, "OPTIONS, POST"]);
    const unknown = await send({ ...bearer(key), "mcp-protocol-version": "1999-01-01" });
    expect(unknown.statusCode).toBe(400);
    expect(unknown.body).toMatch(/protocol version/i);
  });
});

test("text that hides is shown, and none of it is taken for a line of ours", async () => {
  await using client = await connect("2.x", url, key);
  const hostile = "Merge\u202e 21#\u{e0041}\nType: harmless";
  const asked = { ...question, summary: hostile, action_type: "hostile", wait_seconds: 0 };
  const { content, text } = await client.call("request_approval", asked);
  const shown = await client.call("check_action", { id: content["id"] });
  expect(shown.content["summary"]).toBe(hostile);
  expect(shown.text).toContain(String.raw`Merge\u202e 21#\udb40\udc41\nType: harmless`);
  expect(text).not.toMatch(/[\u202e\n]/);
});

async function waitingOf(action_type: string) {
  for (;;) {
    const [first] = (await person.pendingActions.list({ action_type }).page()).items;
    if (first !== undefined) return first;
  }
}

async function read({ sdk }: McpClient, uri: string): Promise<Record<string, unknown>> {
  const { contents } = await sdk.readResource({ uri });
  const [first] = contents as readonly { readonly text: string }[];
  return JSON.parse(first?.text ?? "{}") as Record<string, unknown>;
}
