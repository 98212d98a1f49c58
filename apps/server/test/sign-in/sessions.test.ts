import { createKey, disableUser } from "@handsfree/repositories/identity";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bearer, keyOfService } from "../callers.ts";
import { Browser, SignInWorld, tally } from "./browser.ts";

let world: SignInWorld;
let userId: string;
let admin: string;
beforeEach(async () => {
  world = await SignInWorld.start();
  userId = await world.user({ email: "ada@example.org", displayName: "Ada" });
  admin = await world.user({ role: "admin" });
});
afterEach(() => world[Symbol.asyncDispose]());

const proposal = { summary: "Merge #12", action_type: "merge_pr", action_payload: { pr: 12 } };

async function keyOf(id: string, scope: "admin" | "commands:read"): Promise<string> {
  const made = await createKey(world.api.db, { userId: id, name: "test", scopes: [scope] });
  if (made.outcome !== "created") throw new Error(made.outcome);
  return made.text;
}

describe("a person signs in by a link", () => {
  test("and acts as themselves until they sign out", async () => {
    const browser = new Browser(world);
    const code = await world.code(userId);
    const preview = await browser.send("/v1/sign-in-links/preview", { body: { code } });
    expect(preview.json()).toMatchObject({ name: "Ada" });
    const signedIn = await browser.send("/v1/sessions", {
      body: { code },
      headers: { "user-agent": "Firefox" },
    });
    expect(signedIn.statusCode).toBe(201);
    expect(signedIn.headers.location).toBe("/v1/me");
    expect(signedIn.json()).toMatchObject({
      user: { id: userId },
      session: { user_id: userId, signed_in_by: "link", user_agent: "Firefox", state: "valid" },
      scopes: ["actions:propose", "actions:decide", "commands:write", "commands:read"],
      csrf_token: expect.stringMatching(/^hf_csrf_/) as string,
    });
    expect(signedIn.headers["set-cookie"]).toMatch(
      /^handsfree=hf_session_\w+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    const who = await browser.send("/v1/me");
    expect(who.json()).toEqual(signedIn.json());
    browser.csrfToken = who.json<{ csrf_token: string }>().csrf_token;
    const proposed = await browser.send("/v1/pending-actions", { body: proposal });
    expect(proposed.statusCode).toBe(201);
    const { session } = who.json<{ session: { id: string } }>();
    const log = await world.api.db
      .selectFrom("action_logs")
      .select(["user_id", "credential_id"])
      .where("action_type", "=", "pending_action.proposed")
      .executeTakeFirst();
    expect(log).toEqual({ user_id: userId, credential_id: session.id });
    const text = browser.cookies.get("handsfree") ?? "";
    expect((await browser.send("/v1/session", { method: "DELETE" })).statusCode).toBe(204);
    expect(browser.cookies.size).toBe(0);
    browser.cookies.set("handsfree", text);
    expect((await browser.send("/v1/me")).statusCode).toBe(401);
    expect(world.log.join("")).not.toMatch(/hf_(?:session|csrf|link)_\w{4}/);
  });

  test("once; a replay is refused and logged, without the code", async () => {
    const code = await world.code(userId);
    const answers = await Promise.all(
      [1, 2, 3].map(() => new Browser(world).send("/v1/sessions", { body: { code } })),
    );
    expect(tally(answers)).toEqual({ 201: 1, 401: 2 });
    const refused = answers.find(({ statusCode }) => statusCode === 401);
    expect(refused?.json()).toMatchObject({ code: "sign_in_refused" });
    expect(refused?.headers["set-cookie"]).toBeUndefined();
    expect(world.refusals()).toMatchObject([
      { way: "link", outcome: "used" },
      { way: "link", outcome: "used" },
    ]);
    expect(world.log.join("")).not.toContain(code.slice(8));
    const replayed = await world.api.db
      .selectFrom("action_logs")
      .select(["user_id", "ok"])
      .where("action_type", "=", "sign_in_link.replayed")
      .execute();
    expect(replayed).toEqual([{ user_id: userId, ok: false }]);
  });

  test("which an admin makes, and no other person or service", async () => {
    const link = (headers: Record<string, string>, body: object = { email: "ADA@example.org" }) =>
      new Browser(world).send("/v1/sign-in-links", { body, headers });
    const made = await link(bearer(await keyOf(admin, "admin")));
    expect(made.statusCode).toBe(201);
    expect(made.json()).toMatchObject({
      user: { id: userId },
      url: expect.stringMatching(/^http:\/\/localhost:8080\/sign-in#code=hf_link_\w+$/) as string,
    });
    const own = await link(bearer(await keyOf(admin, "admin")), {});
    expect(own.json()).toMatchObject({ user: { id: admin } });
    const unknown = await link(bearer(await keyOf(admin, "admin")), { email: "x@example.org" });
    expect(unknown.statusCode).toBe(404);
    const service = await keyOfService(world.api.db, { scopes: ["admin"] });
    expect((await link(bearer(service))).statusCode).toBe(403);
    const member = await world.signedIn(userId);
    const refused = await member.send("/v1/sign-in-links", { body: {} });
    expect(refused.json()).toMatchObject({ code: "insufficient_scope" });
    expect((await link({})).statusCode).toBe(401);
  });
});

describe("a change by a session", () => {
  test.for([
    ["missing", undefined],
    ["wrong", "hf_csrf_0"],
  ] as const)("is refused and logged when its CSRF token is %s", async ([what, csrfToken]) => {
    const browser = await world.signedIn(userId);
    const right = browser.csrfToken ?? "";
    browser.csrfToken = csrfToken;
    const refused = await browser.send("/v1/pending-actions", { body: proposal });
    expect(refused.statusCode).toBe(403);
    expect(refused.json()).toMatchObject({ code: `csrf_token_${what}`, field: "x-csrf-token" });
    expect(world.refusals()).toMatchObject([{ reason: `csrf_token_${what}` }]);
    expect(world.log.join("")).not.toContain(right);
    expect((await browser.send("/v1/pending-actions")).statusCode).toBe(200);
    const actions = await world.api.db.selectFrom("pending_actions").selectAll().execute();
    expect(actions).toEqual([]);
  });

  test("is refused with the token of another session", async () => {
    const browser = await world.signedIn(userId);
    browser.csrfToken = (await world.signedIn(userId)).csrfToken;
    const refused = await browser.send("/v1/session", { method: "DELETE" });
    expect(refused.json()).toMatchObject({ code: "csrf_token_wrong" });
  });

  test("is refused for a page of another origin, with every token", async () => {
    const browser = await world.signedIn(userId);
    const refused = await browser.send("/v1/pending-actions", {
      body: proposal,
      headers: { origin: "https://evil.example", host: "localhost" },
    });
    expect(refused.json()).toMatchObject({ code: "cross_origin" });
  });
});

describe("sessions", () => {
  test("of a disabled user end at once", async () => {
    const browser = await world.signedIn(userId);
    await disableUser(world.api.db, { userId }, world.api.clock);
    const refused = await browser.send("/v1/me");
    expect(refused.json()).toMatchObject({ status: 401, code: "invalid_credentials" });
    expect(world.refusals()).toMatchObject([{ reason: "ended" }]);
  });

  test("end 7 days after their last written use", async () => {
    const browser = await world.signedIn(userId);
    world.api.clock.advance(6 * 24 * 3600 * 1000);
    expect((await browser.send("/v1/me")).statusCode).toBe(200);
    world.api.clock.advance(24 * 3600 * 1000);
    expect((await browser.send("/v1/me")).statusCode).toBe(401);
  });

  test("are listed and ended by their person, and by an admin", async () => {
    const [one, two] = [await world.signedIn(userId), await world.signedIn(userId)];
    const other = await world.signedIn(admin);
    const { items } = (await one.send("/v1/sessions")).json<{ items: { id: string }[] }>();
    expect(items).toHaveLength(2);
    const foreign = await two.send(`/v1/sessions/${await idOf(other)}`, { method: "DELETE" });
    expect(foreign.statusCode).toBe(404);
    const twoId = await idOf(two);
    const ended = await one.send(`/v1/sessions/${twoId}`, { method: "DELETE" });
    expect(ended.json()).toMatchObject({ id: twoId, state: "ended" });
    expect((await two.send("/v1/me")).statusCode).toBe(401);
    const headers = { ...bearer(await keyOf(admin, "admin")), "on-behalf-of": userId };
    const all = await new Browser(world).send("/v1/sessions", { method: "DELETE", headers });
    expect(all.json()).toEqual({ ended: 1 });
    expect((await one.send("/v1/me")).statusCode).toBe(401);
    expect((await other.send("/v1/me")).statusCode).toBe(200);
  });

  test("cannot be managed by a key with fewer scopes than its person", async () => {
    const headers = bearer(await keyOf(userId, "commands:read"));
    const refused = await new Browser(world).send("/v1/sessions", { headers });
    expect(refused.json()).toMatchObject({ status: 403, code: "session_required" });
    const who = await new Browser(world).send("/v1/me", { headers });
    expect(who.json()).toMatchObject({ user: { id: userId }, session: null, csrf_token: null });
    const out = await new Browser(world).send("/v1/session", { headers, method: "DELETE" });
    expect(out.statusCode).toBe(404);
  });
});

async function idOf(browser: Browser): Promise<string> {
  return (await browser.send("/v1/me")).json<{ session: { id: string } }>().session.id;
}

test("many wrong codes of one address are refused unread", async () => {
  const code = `hf_link_${"0".repeat(49)}`;
  const statuses = [];
  for (let n = 0; n < 25; n++) {
    statuses.push((await new Browser(world).send("/v1/sessions", { body: { code } })).statusCode);
  }
  expect(statuses[0]).toBe(401);
  expect(statuses.at(-1)).toBe(429);
});

test("a code in a URL is refused, and not logged", async () => {
  const code = await world.code(userId);
  const response = await new Browser(world).send(`/sign-in?code=${code}`);
  expect(response.json()).toMatchObject({ code: "credentials_in_url" });
  expect(world.log.join("")).not.toContain(code.slice(8));
});

test("the page has its own files alone, and no code", async () => {
  const page = await new Browser(world).send("/sign-in", {
    headers: {
      "sec-fetch-site": "cross-site",
      "sec-fetch-mode": "navigate",
      "sec-fetch-dest": "document",
    },
  });
  expect(page.statusCode).toBe(200);
  expect(page.headers).toMatchObject({
    "content-security-policy": expect.stringContaining("script-src 'self'") as string,
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
  });
  expect(page.body).not.toMatch(/<script(?! type="module" src="\/sign-in\.js")|style=| on\w+=/);
  for (const [, path = ""] of page.body.matchAll(/(?:src|href)="(\/sign-in\.\w+)"/g)) {
    expect((await new Browser(world).send(path)).statusCode).toBe(200);
  }
});

test("over TLS the cookie belongs to this host alone", async () => {
  await using secure = await SignInWorld.start({
    signIn: { origin: "https://handsfree.example.org" },
    behindProxy: true,
  });
  const browser = await secure.signedIn(await secure.user());
  expect([...browser.cookies.keys()]).toEqual(["__Host-handsfree"]);
  const code = await secure.code(await secure.user());
  const response = await new Browser(secure).send("/v1/sessions", { body: { code } });
  expect(response.headers["set-cookie"]).toMatch(
    /^__Host-handsfree=hf_session_\w+; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  );
  const host = { headers: { host: "handsfree.example.org" } };
  expect((await browser.send("/v1/me", host)).statusCode).toBe(200);
});
