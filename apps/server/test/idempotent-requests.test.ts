import type { FastifyRequest } from "fastify";
import { DatabaseError } from "@handsfree/query";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stranger, TestApi, userId } from "./api.ts";
import { bearer, keyOfService } from "./callers.ts";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
  await api.db.updateTable("users").set({ role: "admin" }).where("id", "=", userId).execute();
  api.giveScopes(userId, ["admin"]);
});
afterEach(() => api[Symbol.asyncDispose]());

const post = (url: string, body: object | undefined, key: string, user = userId) =>
  api.post(url, body, user, { "idempotency-key": key });
const countOf = async (table: "services" | "access_keys" | "idempotent_requests") => {
  const { rows } = await api.db
    .selectFrom(table)
    .select((row) => row.fn.countAll<number>().as("rows"))
    .executeTakeFirstOrThrow();
  return rows;
};
const agent = { name: "agent", kind: "agent" };

describe("a POST with an Idempotency-Key", () => {
  test("is carried out once, and answered in the same way again", async () => {
    const first = await post("/v1/services", agent, "a");
    expect(first.statusCode).toBe(201);
    expect(first.headers["idempotency-replayed"]).toBeUndefined();
    for (const spelling of ["a", '"a"']) {
      const again = await post("/v1/services", agent, spelling);
      expect([again.statusCode, again.body]).toEqual([201, first.body]);
      expect(again.headers).toMatchObject({
        "idempotency-replayed": "true",
        location: first.headers.location,
        "content-type": first.headers["content-type"],
      });
    }
    expect(await countOf("services")).toBe(1);
  });

  test("is refused in the same way again", async () => {
    await post("/v1/services", agent, "a");
    const refused = await post("/v1/services", agent, "b");
    expect(refused.json()).toMatchObject({ status: 409, code: "name_taken" });
    await api.db.deleteFrom("services").execute();
    const again = await post("/v1/services", agent, "b");
    const { request_id: _, ...same } = refused.json<Record<string, unknown>>();
    expect(again.statusCode).toBe(409);
    expect(again.json()).toEqual({ ...same, request_id: again.headers["x-request-id"] });
    expect(again.headers["content-type"]).toContain("application/problem+json");
    expect(again.headers["idempotency-replayed"]).toBe("true");
  });

  test("is another request with another body, path or owner: 422", async () => {
    await post("/v1/services", agent, "a");
    const reused = { status: 422, code: "key_reused", field: "idempotency-key" };
    const others = [
      await post("/v1/services", { ...agent, name: "other" }, "a"),
      await post("/v1/users", {}, "a"),
      await api.post("/v1/grants/019a2f6e-0000-7000-8000-000000000003/revoke", undefined, userId, {
        "idempotency-key": "a",
      }),
    ];
    for (const other of others) expect(other.json()).toMatchObject(reused);
    const task = { provider: "codex", instruction: "Fix it" };
    const mine = await post("/v1/agent-tasks", task, "t");
    expect(mine.statusCode).toBe(201);
    await api.keyOf(stranger);
    const headers = { "idempotency-key": "t", "on-behalf-of": stranger };
    const theirs = await api.post("/v1/agent-tasks", task, userId, headers);
    expect(theirs.json()).toMatchObject(reused);
  });

  test("belongs to its caller", async () => {
    const task = { provider: "codex", instruction: "Fix it" };
    const ids = new Set<string>();
    for (const user of [userId, stranger]) {
      ids.add((await post("/v1/agent-tasks", task, "same", user)).json<{ id: string }>().id);
    }
    const key = await keyOfService(api.db, { scopes: ["actions:propose"], actsFor: [userId] });
    const byService = await api.app.inject({
      method: "POST",
      url: "/v1/agent-tasks",
      headers: { ...bearer(key), "idempotency-key": "same" },
      payload: task,
    });
    expect(ids.add(byService.json<{ id: string }>().id).size).toBe(3);
  });

  test("of 20 at once one is carried out; the others are told to wait, or get its answer", async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => post("/v1/services", agent, "a")),
    );
    const created = answers.filter(({ statusCode }) => statusCode === 201);
    const waiting = answers.filter(({ statusCode }) => statusCode === 409);
    expect(created.length + waiting.length).toBe(20);
    expect(new Set(created.map(({ body }) => body)).size).toBe(1);
    for (const { headers, body } of waiting) {
      expect(headers["retry-after"]).toBe("1");
      expect(JSON.parse(body)).toMatchObject({ code: "request_in_progress" });
    }
    expect(await countOf("services")).toBe(1);
    expect((await post("/v1/services", agent, "a")).statusCode).toBe(201);
  });

  test("that is refused before it begins does not use the key up", async () => {
    const invalid = await post("/v1/services", { ...agent, kind: "none" }, "a");
    expect(invalid.statusCode).toBe(400);
    expect((await post("/v1/services", agent, "a", stranger)).statusCode).toBe(403);
    expect((await post("/v1/services", agent, "a")).statusCode).toBe(201);
  });

  test("without the header costs nothing", async () => {
    await api.post("/v1/services", agent);
    await api.post("/v1/services", agent);
    expect(await countOf("idempotent_requests")).toBe(0);
  });

  test("whose client has gone is carried out, and answered to the client that comes back", async () => {
    const { promise: handled, resolve } = Promise.withResolvers<void>();
    api.app.addHook("onSend", (_request, _reply, payload, done) => {
      done(null, payload);
      setImmediate(resolve);
    });
    const url = await api.app.listen({ host: "127.0.0.1", port: 0 });
    const gone = new AbortController();
    const headers = {
      ...bearer(await api.keyOf(userId)),
      "content-type": "application/json",
      "idempotency-key": "a",
    };
    const init = { method: "POST", headers, body: JSON.stringify(agent) };
    const first = fetch(`${url}/v1/services`, { ...init, signal: gone.signal }).catch(() => "gone");
    await expect.poll(() => countOf("idempotent_requests")).toBe(1);
    gone.abort();
    await first;
    await handled;
    const again = await fetch(`${url}/v1/services`, init);
    expect(again.status).toBe(201);
    expect(await countOf("services")).toBe(1);
  });
});

describe("an answer with a secret", () => {
  test("is not kept: its replay is 409 with the record's path", async () => {
    const body = { name: "laptop", scopes: ["commands:read"], user_id: userId };
    await api.keyOf(userId);
    const before = await countOf("access_keys");
    const first = await post("/v1/keys", body, "a");
    const { text, key } = first.json<{ text: string; key: { id: string } }>();
    const again = await post("/v1/keys", body, "a");
    expect(again.json()).toMatchObject({
      code: "outcome_not_kept",
      answered: 201,
      location: `/v1/keys/${key.id}`,
    });
    expect(again.headers).toMatchObject({
      location: `/v1/keys/${key.id}`,
      "idempotency-replayed": "true",
    });
    expect(await countOf("access_keys")).toBe(before + 1);
    const rows = await api.db.selectFrom("idempotent_requests").selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(text);
  });

  test("is marked at its route, if its schema has a member for one", async () => {
    const secret = new Map<string, unknown>();
    await using marked = await TestApi.start();
    await marked.app.ready();
    const { paths, components } = (
      marked.app as unknown as { swagger: () => Description }
    ).swagger();
    const namesOf = (schema: unknown): string[] => {
      if (Array.isArray(schema)) return schema.flatMap(namesOf);
      if (typeof schema !== "object" || schema === null) return [];
      const { $ref, properties = {}, ...rest } = schema as Record<string, unknown>;
      const target = typeof $ref === "string" ? $ref.split("/").at(-1) : undefined;
      return [
        ...Object.keys(properties as object),
        ...namesOf(Object.values(properties as object)),
        ...namesOf(Object.values(rest)),
        // The address in a preview is shown to all who see the action.
        ...(target === undefined || target === "PendingActionPreview"
          ? []
          : namesOf(components.schemas[target])),
      ];
    };
    const secrets = [
      "token",
      "lease_token",
      "text",
      "code",
      "url",
      "csrf_token",
      "link_code",
      "challenge",
      "secret",
    ];
    for (const [path, { post: operation }] of Object.entries(paths)) {
      if (operation === undefined) continue;
      const answers = Object.entries(operation.responses).filter(([status]) => status < "300");
      const names = namesOf(answers.map(([, answer]) => answer));
      if (names.some((name) => [...secrets, "transcript"].includes(name))) {
        secret.set(path, operation.operationId);
      }
    }
    // The text of policies is no secret, nor is the address of an endpoint, and a stranger has no key.
    const endpoint = "/v1/webhook-endpoints/{id}";
    const harmless = ["disable", "enable", "test"].map((step) => `${endpoint}/${step}`);
    for (const path of ["/v1/policies/dry-run", "/v1/passkeys/sign-in-options", ...harmless])
      secret.delete(path);
    // By what each of them answers to a second request, or because a stranger sends it, or the record has the key.
    expect(new Set(secret.values())).toEqual(
      new Set([
        "claimAction",
        "claimAgentTasks",
        "claimWebhookEvents",
        "createKey",
        "createNotificationChannel",
        "createOwnKey",
        "createPendingAction",
        "createSignInLink",
        "createWebhookEndpoint",
        "getPasskeyRegistrationOptions",
        "linkCommandToAction",
        "recordCommand",
        "rotateKey",
        "rotateWebhookSecret",
        "signInByLink",
        "signInByPasskey",
      ]),
    );
  });

  test("is not kept for claims, whose leases no other answer holds", async () => {
    for (const [url, body] of [
      ["/v1/pending-actions/claim", { types: ["t"], worker: "w" }],
      ["/v1/webhook-events/claim", { worker: "w" }],
      ["/v1/agent-tasks/claim", { providers: ["codex"], worker: "w" }],
    ] as const) {
      expect((await post(url, body, url)).json()).toEqual({ items: [] });
      expect((await post(url, body, url)).json()).toMatchObject({ code: "outcome_not_kept" });
    }
  });
});

describe("a failure", () => {
  /** The next service is added, or is not, and its request fails. */
  const failNext = (error: Error) => {
    const kept: { fail?: Error } = { fail: error };
    api.app.addHook("preSerialization", async (request: FastifyRequest) => {
      const { fail } = kept;
      if (fail === undefined || request.url !== "/v1/services") return;
      delete kept.fail;
      throw fail;
    });
  };

  test("that may pass frees the key", async () => {
    failNext(new DatabaseError("write_conflict", "again", { retryable: true }));
    expect((await post("/v1/services", agent, "a")).statusCode).toBe(503);
    await api.db.deleteFrom("services").execute();
    const again = await post("/v1/services", agent, "a");
    expect(again.statusCode).toBe(201);
    expect(again.headers["idempotency-replayed"]).toBeUndefined();
  });

  test("that does not tell whether it was carried out is not tried again", async () => {
    failNext(new DatabaseError("database_unavailable", "the outcome of the commit is unknown"));
    expect((await post("/v1/services", agent, "a")).statusCode).toBe(503);
    const again = await post("/v1/services", agent, "a");
    expect(again.json()).toMatchObject({ status: 409, code: "outcome_unknown" });
    expect(await countOf("services")).toBe(1);
  });
});

test("a route whose record has the key marks its repetition, too", async () => {
  const proposal = { summary: "Merge", action_type: "merge_pr", action_payload: {} };
  for (const [url, body] of [
    ["/v1/pending-actions", proposal],
    ["/v1/action-logs", { action_type: "merge_pr", ok: true }],
    ["/v1/commands", { input_type: "text", status: "ok" }],
  ] as const) {
    const first = await post(url, body, "a");
    const again = await post(url, body, "a");
    expect([again.statusCode, again.headers["idempotency-replayed"]]).toEqual([200, "true"]);
    expect(again.headers.location).toBe(first.headers.location);
    expect(first.headers["idempotency-replayed"]).toBeUndefined();
  }
  expect(await countOf("idempotent_requests")).toBe(0);
});

interface Description {
  readonly paths: Record<
    string,
    { readonly post?: { readonly operationId: string; readonly responses: object } }
  >;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}
