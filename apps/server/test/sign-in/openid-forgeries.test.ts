import type { LightMyRequestResponse } from "fastify";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Browser, SignInWorld } from "./browser.ts";
import { type Forgery, ProviderDouble } from "./provider-double.ts";

let provider: ProviderDouble;
let world: SignInWorld;
let userId: string;
beforeEach(async () => {
  provider = await ProviderDouble.start();
  const openId = {
    issuer: provider.issuer,
    clientId: "handsfree",
    clientSecret: "a secret of the client",
    createsMembers: false,
  };
  world = await SignInWorld.start({ signIn: { origin: "http://localhost:8080", openId } });
  userId = await world.user({ email: "ada@example.org" });
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

/** How a browser comes back from another site. */
const fromProvider = {
  "sec-fetch-site": "cross-site",
  "sec-fetch-mode": "navigate",
  "sec-fetch-dest": "document",
};

async function start(browser: Browser): Promise<URL> {
  const started = await browser.send("/v1/openid/start");
  expect(started.statusCode).toBe(303);
  return provider.consent(String(started.headers.location));
}

function comeBack(browser: Browser, { pathname, search }: URL): Promise<LightMyRequestResponse> {
  return browser.send(`${pathname}${search}`, { headers: fromProvider });
}

async function signIn(): Promise<LightMyRequestResponse> {
  const browser = new Browser(world);
  return comeBack(browser, await start(browser));
}

/** What became of an answer: nothing may be left of one that was refused, and the log must not hold a secret. */
async function outcomeOf({ statusCode, cookies }: LightMyRequestResponse): Promise<object> {
  const { db } = world.api;
  const sessions = await db.selectFrom("sessions").selectAll().execute();
  const identities = await db.selectFrom("openid_identities").selectAll().execute();
  return {
    statusCode,
    hasSession: cookies.some(({ name }) => name === "handsfree"),
    rows: sessions.length + identities.length,
    logged: world.refusals().at(-1),
    isLeaked: /hf_openid_\w{4}|access-of-a-test|eyJ|secret of the/.test(world.log.join("")),
  };
}

const refused = (outcome: RegExp): object => ({
  statusCode: 401,
  hasSession: false,
  rows: 0,
  logged: expect.objectContaining({
    way: "openid",
    outcome: expect.stringMatching(outcome) as string,
  }) as object,
  isLeaked: false,
});

test("an answer that is right signs the person in", async () => {
  const browser = new Browser(world);
  const back = await start(browser);
  expect([...browser.cookies.keys()]).toEqual(["handsfree-openid"]);
  const response = await comeBack(browser, back);
  expect(response.statusCode).toBe(200);
  expect([...browser.cookies.keys()]).toEqual(["handsfree"]);
  expect((await browser.send("/v1/me")).json()).toMatchObject({
    user: { id: userId },
    session: { signed_in_by: "openid" },
  });
});

const minutesAgo = (minutes: number): number => Math.floor(Date.now() / 1000) - minutes * 60;

describe("is refused and logged:", () => {
  const forgeries: readonly (readonly [string, Forgery, RegExp])[] = [
    ["another issuer", { claims: { iss: "https://evil.example" } }, /JWT_CLAIM/],
    ["another audience", { claims: { aud: "another-client" } }, /JWT_CLAIM/],
    ["another nonce", { claims: { nonce: "another" } }, /JWT_CLAIM/],
    ["no nonce", { claims: { nonce: undefined } }, /INVALID_RESPONSE|JWT_CLAIM/],
    ["another key's signature", { foreignKey: true }, /OAUTH_/],
    ["no signature", { unsigned: true }, /OAUTH_/],
    ["an expired ID token", { claims: { iat: minutesAgo(20), exp: minutesAgo(10) } }, /JWT_TIME/],
    ["no ID token", { withoutIdToken: true }, /INVALID_RESPONSE/],
    ["an address that is not verified", { claims: { email_verified: false } }, /^unknown$/],
    ["an address that is verified by a text", { claims: { email_verified: "true" } }, /^unknown$/],
    ["a stranger", { claims: { sub: "99", email: "eve@example.org" } }, /^unknown$/],
  ];

  test.for(forgeries)("%s", async ([, forgery, outcome]) => {
    provider.forgery = forgery;
    expect(await outcomeOf(await signIn())).toEqual(refused(outcome));
  });

  test("the state of another sign-in, and of none", async () => {
    const browser = new Browser(world);
    const back = await start(browser);
    back.searchParams.set(
      "state",
      (await start(new Browser(world))).searchParams.get("state") ?? "",
    );
    expect(await outcomeOf(await comeBack(browser, back))).toEqual(refused(/OAUTH_/));
    back.searchParams.delete("state");
    await start(browser);
    expect(await outcomeOf(await comeBack(browser, back))).toEqual(refused(/OAUTH_/));
  });

  test("an answer in another browser", async () => {
    const back = await start(new Browser(world));
    expect(await outcomeOf(await comeBack(new Browser(world), back))).toEqual(
      refused(/another_browser/),
    );
    const other = new Browser(world);
    await start(other);
    expect(await outcomeOf(await comeBack(other, back))).toEqual(refused(/OAUTH_/));
  });

  test("an answer after 5 minutes", async () => {
    const browser = new Browser(world);
    const back = await start(browser);
    world.api.clock.advance(5 * 60_000);
    expect(await outcomeOf(await comeBack(browser, back))).toEqual(refused(/not_waiting/));
  });

  test("what the provider refuses", async () => {
    const browser = new Browser(world);
    const back = await start(browser);
    back.searchParams.delete("code");
    back.searchParams.set("error", "access_denied");
    expect(await outcomeOf(await comeBack(browser, back))).toEqual(refused(/access_denied/));
  });
});

test("an answer counts once", async () => {
  const browser = new Browser(world);
  const back = await start(browser);
  const secret = browser.cookies.get("handsfree-openid") ?? "";
  expect((await comeBack(browser, back)).statusCode).toBe(200);
  browser.cookies.set("handsfree-openid", secret);
  expect((await comeBack(browser, back)).statusCode).toBe(401);
  expect(world.refusals()).toMatchObject([{ outcome: "not_waiting" }]);
});

test("without a provider there is no way to it", async () => {
  await using plain = await SignInWorld.start();
  expect((await new Browser(plain).send("/v1/openid/start")).statusCode).toBe(404);
  expect((await new Browser(plain).send("/sign-in")).body).toContain('id="openid" hidden');
});

test("a provider that does not answer is told, and asked again", async () => {
  const { issuer } = provider;
  await provider[Symbol.asyncDispose]();
  const openId = { issuer, clientId: "handsfree", clientSecret: "s", createsMembers: false };
  await using other = await SignInWorld.start({ signIn: { origin: "http://localhost:1", openId } });
  for (let n = 0; n < 2; n++) {
    const response = await new Browser(other).send("/v1/openid/start");
    expect(response.json()).toMatchObject({ status: 503, code: "provider_unavailable" });
  }
  const page = await other.api.app.inject({
    url: "/v1/openid/start",
    headers: { accept: "text/html,*/*" },
  });
  expect([page.statusCode, page.headers["content-type"]]).toEqual([
    503,
    "text/html; charset=utf-8",
  ]);
  expect(page.body).toContain("The OpenID provider does not answer.");
});
