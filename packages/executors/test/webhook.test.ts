import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { replacePolicies } from "@handsfree/repositories/policies";
import type { PendingAction } from "@handsfree/repositories/pending-actions";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AddressRules, requestSender } from "../src/entries/outgoing.ts";
import { executeByWebhook } from "../src/index.ts";
import { World } from "./github/world.ts";

const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const send = requestSender({ rules: new AddressRules("127.0.0.1") });

let world: World;
let received: { readonly headers: IncomingHttpHeaders; readonly body: string }[];
let answer: (response: ServerResponse) => void;
let url: string;
let server: ReturnType<typeof createServer>;
beforeEach(async () => {
  world = await World.open();
  received = [];
  answer = (response) => response.writeHead(200).end('{"deployed":"v12"}');
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/deploy`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await world[Symbol.asyncDispose]();
});

const payload = { version: 12, big: "9007199254740993" };

async function deploy(input = {}): Promise<PendingAction> {
  const action = await world.approve("deploy", payload, input);
  const stop = new AbortController();
  const running = executeByWebhook(world.db, {
    urls: { deploy: url },
    secret,
    send,
    pollSeconds: 1,
    signal: stop.signal,
  });
  try {
    return await world.endOf(action);
  } finally {
    stop.abort();
    await running;
  }
}

test("an approved action is sent signed, and the answer is its receipt", async () => {
  const ended = await deploy();
  expect(ended).toMatchObject({
    state: "succeeded",
    result: { deployed: "v12" },
    worker: "webhook",
  });
  const [{ headers, body } = { headers: {}, body: "" }] = received;
  expect(headers["webhook-id"]).toBe(`handsfree-action-${ended.id}`);
  const verified = new Webhook(secret).verify(body, headers as Record<string, string>);
  expect(verified).toMatchObject({
    type: "action.execute",
    data: {
      action_id: ended.id,
      action_type: "deploy",
      action_payload: { repo: "acme/website", ...payload },
      payload_digest: ended.payloadDigest,
      attempt: 1,
    },
  });
  expect(await world.logs()).toMatchObject([
    { actionType: "deploy", target: "acme/website", ok: true, result: { deployed: "v12" } },
  ]);
});

test("an answer 4xx fails it, with what was said", async () => {
  answer = (response) => response.writeHead(422).end('{"problem":"no such version"}');
  expect(await deploy()).toMatchObject({
    state: "failed",
    error: "the webhook answered 422",
    result: { problem: "no such version" },
    attempts: 1,
  });
});

test("an answer that may pass is followed by another attempt with the same id", async () => {
  answer = (response) =>
    response.writeHead(received.length === 1 ? 503 : 204, { "retry-after": "1" }).end();
  expect(await deploy()).toMatchObject({
    state: "succeeded",
    attempts: 2,
    result: { status: 204 },
  });
  const ids = received.map(({ headers }) => headers["webhook-id"]);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
});

test("an address that is not allowed is not called", async () => {
  url = "http://192.168.0.1/deploy";
  expect(await deploy({ maxAttempts: 1 })).toMatchObject({
    state: "failed",
    error: expect.stringMatching(/^the webhook could not be called: the address is not allowed/),
  });
});

test("a policy that denies it since it was approved refuses it", async () => {
  const text = "version: 1\npolicies: [{ name: freeze, match: {}, deny: a freeze }]";
  const approve = world.approve.bind(world);
  world.approve = async (...given) => {
    const action = await approve(...given);
    await replacePolicies(world.db, { text, basedOn: null });
    return action;
  };
  expect(await deploy()).toMatchObject({ state: "failed", result: { what: "refused" } });
  expect(received).toEqual([]);
});
