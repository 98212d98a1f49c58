import { createConnection } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { problems } from "@handsfree/wire";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TestApi, userId } from "./api.ts";
import { bearer } from "./callers.ts";

let api: TestApi;
let lines: string[];
beforeEach(async () => {
  lines = [];
  api = await TestApi.start({}, { level: "info", stream: { write: (line) => lines.push(line) } });
});
afterEach(() => api[Symbol.asyncDispose]());

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const logged = () => lines.map((line) => JSON.parse(line) as { request_id?: string });

describe("the type of a problem", () => {
  test("leads to a description of its code, in sentences", async () => {
    for (const code of Object.keys(problems)) {
      const page = await api.app.inject(`/problems/${code}`);
      expect([code, page.statusCode]).toEqual([code, 200]);
      expect(page.json()).toEqual({
        type: `/problems/${code}`,
        code,
        statuses: expect.arrayContaining([expect.any(Number)]) as unknown,
        meaning: expect.stringMatching(/^[A-Z].*\.$/) as unknown,
        way_out: expect.stringMatching(/^[A-Z].*\.$/) as unknown,
      });
    }
  });

  test("leads to a page for people in a browser", async () => {
    const headers = { accept: "text/html,*/*;q=0.8" };
    const page = await api.app.inject({ url: "/problems/key_reused", headers });
    expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(page.body).toContain(problems.key_reused.meaning);
    const all = await api.app.inject({ url: "/problems", headers });
    expect(all.body).toContain('href="/problems/key_reused"');
  });

  test("is in a list of all", async () => {
    const { items } = (await api.app.inject("/problems")).json<{ items: { code: string }[] }>();
    expect(items.map(({ code }) => code)).toEqual(Object.keys(problems).toSorted());
    expect((await api.app.inject("/problems/none")).json()).toMatchObject({ code: "not_found" });
  });
});

describe("errors", () => {
  test("name each member of a body that is not valid", async () => {
    const response = await api.post("/v1/pending-actions", {
      summary: 1,
      action_payload: {},
      approvers: ["ada", userId, "grace"],
      "a/b~c d": true,
    });
    expect(response.json()).toMatchObject({
      type: "/problems/invalid_input",
      code: "invalid_input",
      field: "action_type",
      errors: [
        { pointer: "#/action_type", detail: "is missing from the body" },
        { pointer: "#/a~1b~0c%20d" },
        { pointer: "#/summary", detail: "must be string" },
        { pointer: "#/approvers/0" },
        { pointer: "#/approvers/2" },
      ],
    });
  });

  test("name parameters and headers", async () => {
    const list = await api.get("/v1/pending-actions?limit=0&since=now&color=red");
    expect(list.json()).toMatchObject({
      errors: [{ parameter: "color" }, { parameter: "since" }, { parameter: "limit" }],
    });
    const one = await api.get("/v1/pending-actions/7");
    expect(one.json()).toMatchObject({ errors: [{ parameter: "id" }] });
    const named = await api.send("GET", "/v1/pending-actions", undefined, userId, {
      "on-behalf-of": "ada",
    });
    expect(named.json()).toMatchObject({ errors: [{ header: "on-behalf-of" }] });
  });

  test("name what a rule beyond the schema refuses", async () => {
    const proposal = { summary: "Merge", action_type: "merge_pr", action_payload: {} };
    const twice = await api.post("/v1/pending-actions", {
      ...proposal,
      approvers: [userId, userId],
    });
    expect(twice.json()).toMatchObject({ errors: [{ pointer: "#/approvers" }] });
    const cursor = await api.get("/v1/pending-actions?cursor=none");
    expect(cursor.json()).toMatchObject({ errors: [{ parameter: "cursor" }] });
  });

  test("are bounded", async () => {
    const names = Array.from({ length: 1000 }, (_, index) => [`unknown${index}`, 1]);
    const response = await api.post("/v1/commands", Object.fromEntries(names) as object);
    expect(response.json<{ errors: object[] }>().errors).toHaveLength(20);
  });
});

describe("a request's id", () => {
  test("is in the answer, the problem and the log", async () => {
    const response = await api.get(`/v1/pending-actions/${userId}`);
    const id = response.headers["x-request-id"];
    expect(id).toMatch(uuid);
    expect(response.json()).toMatchObject({ request_id: id });
    expect(logged().filter(({ request_id }) => request_id === id)).toHaveLength(1);
    expect((await api.app.inject("/health")).headers["x-request-id"]).toMatch(uuid);
  });

  test("is the caller's, if it is short and plain", async () => {
    const idOf = async (id: string) =>
      (await api.app.inject({ url: "/health", headers: { "x-request-id": id } })).headers[
        "x-request-id"
      ];
    expect(await idOf("trace-7")).toBe("trace-7");
    for (const other of ["", "a".repeat(65), "hf_user_secret", 'a"b', "a b", "a.b"]) {
      expect(await idOf(other)).toMatch(uuid);
    }
  });

  test("is in answers to what never reaches a route", async () => {
    const headers = bearer(await api.keyOf(userId));
    for (const url of ["/v1/%zz", `/v1/pending-actions/${"a".repeat(200)}`, "/nowhere"]) {
      const response = await api.app.inject({ url, headers });
      const id = response.headers["x-request-id"];
      expect([url, response.json()]).toMatchObject([url, { request_id: id }]);
      expect(id).toMatch(uuid);
    }
  });

  test.for([
    ["no HTTP", "none\r\n\r\n", "bad_request"],
    ["large headers", `GET / HTTP/1.1\r\nX: ${"x".repeat(40_000)}\r\n\r\n`, "headers_too_large"],
    [
      "an unknown Expect",
      "POST /v1/commands HTTP/1.1\r\nHost: localhost\r\nExpect: 1\r\nContent-Length: 1\r\n\r\n",
      "expectation_failed",
    ],
  ] as const)("is in the answer to %s", async ([, text, code]) => {
    await api.app.listen({ host: "127.0.0.1", port: 0 });
    const socket = createConnection((api.app.server.address() as AddressInfo).port, "127.0.0.1");
    let answer = "";
    socket.on("data", (chunk) => (answer += chunk.toString())).write(text);
    await once(socket, "close");
    const id = /x-request-id: (\S+)/i.exec(answer)?.[1];
    expect(id).toMatch(uuid);
    expect(answer).toContain(`"code":"${code}"`);
    expect(answer).toContain(`"request_id":"${id}"`);
    expect(logged()).toContainEqual(expect.objectContaining({ request_id: id, code }));
  });
});
