import { expect, test } from "vitest";
import { clientWithPace, type HandsFreeClient } from "../src/create-client.ts";
import { json, noConnection, problem, scriptedFetch, type Seen } from "./scripted-fetch.ts";
import { TestPace } from "./test-pace.ts";

const decision = { payload_digest: "v2:00" };

function start(...script: Parameters<typeof scriptedFetch>): {
  client: HandsFreeClient;
  calls: () => string[];
  seen: Seen[];
} {
  const { fetch, seen } = scriptedFetch(...script);
  const client = clientWithPace({ url: "https://example.org", fetch }, new TestPace());
  const calls = (): string[] =>
    seen.map(({ method, url, headers }) =>
      [method, new URL(url).pathname, headers.get("x-csrf-token")].join(" "),
    );
  return { client, calls, seen };
}

test("a change by a session has its token, which is asked for once", async () => {
  const { client, calls, seen } = start(
    json({ csrf_token: "t1" }),
    json({ csrf_token: "t1" }),
    json({}),
  );
  await client.me();
  await Promise.all([
    client.pendingActions.approve("a", decision),
    client.pendingActions.approve("b", decision),
  ]);
  expect(calls()).toEqual([
    "GET /v1/me ",
    "GET /v1/me ",
    "POST /v1/pending-actions/a/approve t1",
    "POST /v1/pending-actions/b/approve t1",
  ]);
  expect(seen.filter(({ headers }) => headers.has("authorization"))).toEqual([]);
});

test("the token of another session is asked for once more", async () => {
  const wrong = problem(403, "csrf_token_wrong");
  const { client, calls } = start(
    json({ csrf_token: "old" }),
    wrong,
    json({ csrf_token: "new" }),
    json({ outcome: "confirmed" }),
  );
  expect(await client.pendingActions.approve("a", decision)).toEqual({ outcome: "confirmed" });
  expect(calls()).toEqual([
    "GET /v1/me ",
    "POST /v1/pending-actions/a/approve old",
    "GET /v1/me ",
    "POST /v1/pending-actions/a/approve new",
  ]);

  const never = start(json({ csrf_token: "t" }), wrong, json({ csrf_token: "t" }), wrong);
  await expect(never.client.pendingActions.approve("a", decision)).rejects.toMatchObject({
    code: "csrf_token_wrong",
  });
  expect(never.calls()).toHaveLength(4);
});

test("who signs in has no token yet, and one afterwards", async () => {
  const { client, calls } = start(
    problem(401, "invalid_credentials"),
    json({ csrf_token: "t" }, 201),
    json({ csrf_token: "t" }),
    json({}),
  );
  await client.request("POST /v1/sessions", { body: { code: "c" } });
  await client.request("DELETE /v1/session");
  expect(calls()).toEqual([
    "GET /v1/me ",
    "POST /v1/sessions ",
    "GET /v1/me ",
    "DELETE /v1/session t",
  ]);
});

test("a token that cannot be asked for is asked for again by the next change", async () => {
  const { client, calls } = start(noConnection, json({ csrf_token: "t" }), json({}));
  // The change was not sent, so it is sent after the pause.
  await client.pendingActions.propose({ summary: "s", action_type: "t", action_payload: 1 });
  expect(calls()).toEqual(["GET /v1/me ", "GET /v1/me ", "POST /v1/pending-actions t"]);
});
