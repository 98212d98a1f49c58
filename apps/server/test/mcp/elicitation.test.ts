import { createClient, type HandsFreeClient } from "@handsfree/client";
import { InMemoryTransport } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TestApi, userId } from "../api.ts";
import { keyOfService, keyOfUser } from "../callers.ts";
import { type Form, type FormAnswer, type HostSettings, startHost, startServer } from "./hosts.ts";
import { kinds, question } from "./mcp-clients.ts";

let api: TestApi;
let person: HandsFreeClient;
let settings: HostSettings;
beforeAll(async () => {
  api = await TestApi.start();
  const url = await api.app.listen({ port: 0, host: "127.0.0.1" });
  person = createClient({ url, key: await api.keyOf(userId) });
  const scopes = ["actions:propose", "actions:execute"] as const;
  const key = await keyOfService(api.db, { scopes, actsFor: [userId] });
  const deciderKey = await keyOfUser(api.db, userId, ["actions:decide"]);
  settings = { url, key, deciderKey };
});
afterAll(() => api[Symbol.asyncDispose]());

/** A host whose person always does the same with a form. */
function answering(answer: FormAnswer, forms: Form[] = []): Pick<HostSettings, "onForm"> {
  return {
    onForm: async (form) => {
      forms.push(form);
      return answer;
    },
  };
}

describe.each(kinds)("a person at a host of the SDK %s", (kind) => {
  test("sees all of the action, and approves it", async () => {
    const forms: Form[] = [];
    const approving = answering({ action: "accept", content: { decision: "approve" } }, forms);
    await using host = await startHost(kind, { ...settings, ...approving });
    const asked = { ...question, action_type: `approve ${kind}` };
    const { content } = await host.call("request_approval", asked);
    expect(content).toMatchObject({ outcome: "approved", action_payload: question.action_payload });
    expect(forms.map(({ message }) => message)).toEqual([
      [
        "An agent asks for permission. Approve it only if you understand it.",
        `Summary, in the agent's words: "Merge octo/repo#12"`,
        `Type: "approve ${kind}"`,
        "Repository: null",
        'Arguments: {"number":12,"title":"Fix the lamp"}',
      ].join("\n"),
    ]);
    expect(await person.pendingActions.get(String(content["id"]))).toMatchObject({
      decided_by: userId,
      decided_surface: "mcp",
    });
  });

  test("rejects it with a reason", async () => {
    const content = { decision: "reject", reason: "Not on a Friday" };
    await using host = await startHost(kind, {
      ...settings,
      ...answering({ action: "accept", content }),
    });
    const asked = { ...question, action_type: `reject ${kind}` };
    const answer = await host.call("request_approval", asked);
    expect(host.notes).toEqual([]);
    expect(answer.content).toMatchObject({
      outcome: "rejected",
      message: expect.stringContaining("Not on a Friday") as string,
    });
  });

  test.each(["decline", "cancel"] as const)("who does %s has not answered", async (action) => {
    await using host = await startHost(kind, { ...settings, ...answering({ action }) });
    const asked = { ...question, action_type: `${action} ${kind}`, wait_seconds: 1 };
    const { content } = await host.call("request_approval", asked);
    expect(content).toMatchObject({ outcome: "unanswered" });
    expect((await person.pendingActions.get(String(content["id"]))).state).toBe("pending");
  });

  test("does not approve what was changed after it was shown", async () => {
    const onForm = async (): Promise<FormAnswer> => {
      const { id, payload_digest } = await waitingOf(`edit ${kind}`);
      await person.pendingActions.edit(id, { payload_digest, action_payload: { number: 13 } });
      return { action: "accept", content: { decision: "approve" } };
    };
    await using host = await startHost(kind, { ...settings, onForm });
    const asked = { ...question, action_type: `edit ${kind}`, editable: true };
    const call = host.call("request_approval", asked);
    const mismatch: unknown = expect.stringContaining("digest_mismatch");
    await expect.poll(() => host.notes, { timeout: 60_000 }).toContainEqual(mismatch);
    const edited = await waitingOf(asked.action_type);
    await person.pendingActions.reject(edited.id, { payload_digest: edited.payload_digest });
    expect((await call).content["outcome"]).toBe("rejected");
  });

  test("is not asked where the answer would not be theirs alone, or they could not see it all", async () => {
    const forms: Form[] = [];
    const approving = answering({ action: "accept", content: { decision: "approve" } }, forms);
    const both = await keyOfUser(api.db, userId, [
      "actions:propose",
      "actions:execute",
      "actions:decide",
    ]);
    const asked = { ...question, action_type: `keys ${kind}`, wait_seconds: 0 };
    const wrong: Partial<HostSettings>[] = [
      // An agent whose own key decides.
      { key: both, deciderKey: both },
      { key: both },
      // A decider that is no person, or that could do more than decide.
      { deciderKey: settings.key },
      { deciderKey: undefined },
    ];
    for (const [number, keys] of wrong.entries()) {
      await using host = await startHost(kind, { ...settings, ...approving, ...keys });
      const other = { ...asked, action_payload: { number } };
      expect((await host.call("request_approval", other)).content["outcome"]).toBe("unanswered");
    }
    await using host = await startHost(kind, { ...settings, ...approving });
    const long = { ...asked, action_payload: { text: "a".repeat(2001) } };
    expect((await host.call("request_approval", long)).content["outcome"]).toBe("unanswered");
    expect(forms).toEqual([]);
  });

  test("is shown hostile texts in one line each", async () => {
    const forms: Form[] = [];
    await using host = await startHost(kind, {
      ...settings,
      ...answering({ action: "decline" }, forms),
    });
    const hostile = 'Merge\u202e\nType: "harmless"\nArguments: {}';
    const asked = {
      ...question,
      summary: hostile,
      action_type: `hostile ${kind}`,
      wait_seconds: 0,
    };
    await host.call("request_approval", asked);
    const [form] = forms;
    expect(form?.message.split("\n")).toHaveLength(5);
    expect(form?.message).not.toContain("\u202e");
  });
});

// A client of the SDK 1.x keeps it open: it ignores the cancellation of a request whose id is 0.
test("a decision elsewhere closes the form", async () => {
  const shown = Promise.withResolvers<Form>();
  const onForm = (form: Form): Promise<FormAnswer> => {
    shown.resolve(form);
    return new Promise((resolve) => {
      form.signal.addEventListener("abort", () => resolve({ action: "cancel" }), { once: true });
    });
  };
  await using host = await startHost("2.x", { ...settings, onForm });
  const asked = { ...question, action_type: "elsewhere" };
  const call = host.call("request_approval", asked);
  const { signal } = await shown.promise;
  const { id, payload_digest } = await waitingOf(asked.action_type);
  await person.pendingActions.approve(id, { payload_digest });
  expect((await call).content).toMatchObject({ outcome: "approved" });
  await expect.poll(() => signal.aborted, { timeout: 60_000 }).toBe(true);
});

test("a decision elsewhere, while a form of 2026 is open, counts and is not asked about anew", async () => {
  const onForm = async (): Promise<FormAnswer> => {
    const { id, payload_digest } = await waitingOf("before");
    await person.pendingActions.reject(id, { payload_digest });
    return { action: "accept", content: { decision: "approve" } };
  };
  await using host = await startHost("2.x with 2026-07-28", { ...settings, onForm });
  const asked = { ...question, action_type: "before" };
  expect((await host.call("request_approval", asked)).content["outcome"]).toBe("rejected");
  expect((await person.pendingActions.list({ action_type: "before" }).page()).items).toEqual([]);
});

describe("a forged answer of 2026", () => {
  const meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name: "forger", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": { elicitation: {} },
  };
  const answer = { decision: { action: "accept", content: { decision: "approve" } } };

  /** Sends one call, and returns the answer. */
  async function callRaw(params: object): Promise<Record<string, Record<string, unknown>>> {
    const [client, server] = InMemoryTransport.createLinkedPair();
    const started = startServer({ ...settings, scope: "forged" }, server);
    const answered = Promise.withResolvers<never>();
    const onmessage: typeof client.onmessage = (message) => {
      if ("id" in message && message.id === 1) answered.resolve(message as never);
    };
    Object.assign(client, { onmessage });
    await client.start();
    const asked = { ...question, action_type: "forged", wait_seconds: 0 };
    await client.send({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name: "request_approval", arguments: asked, _meta: meta, ...params },
    } as never);
    try {
      return await answered.promise;
    } finally {
      await started.server.close();
    }
  }

  test("that was never shown does not count: the question is shown first", async () => {
    const { result } = await callRaw({ inputResponses: answer });
    expect(result).toMatchObject({
      resultType: "input_required",
      requestState: expect.any(String) as string,
    });
    const { items } = await person.pendingActions.list({ action_type: "forged" }).page();
    expect(items).toHaveLength(1);
  });

  test("with a state of its own, or of another server, is refused", async () => {
    const { result } = await callRaw({});
    const { requestState } = result as { requestState: string };
    for (const state of ["v1.e30.e30", requestState]) {
      const { error } = await callRaw({ inputResponses: answer, requestState: state });
      expect(error).toMatchObject({ code: -32_602 });
    }
    const { items } = await person.pendingActions.list({ action_type: "forged" }).page();
    expect(items).toHaveLength(1);
  });
});

async function waitingOf(action_type: string) {
  for (;;) {
    const [first] = (await person.pendingActions.list({ action_type }).page()).items;
    if (first !== undefined) return first;
  }
}
