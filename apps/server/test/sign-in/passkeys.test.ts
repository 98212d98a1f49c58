import { createKey } from "@handsfree/repositories/identity";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bearer } from "../callers.ts";
import { type Ceremony, SoftwareAuthenticator } from "./authenticator.ts";
import { Browser, SignInWorld, tally } from "./browser.ts";

const origin = "https://handsfree.example.org";
const rpId = "handsfree.example.org";

let world: SignInWorld;
let userId: string;
let device: SoftwareAuthenticator;
beforeEach(async () => {
  world = await SignInWorld.start({ signIn: { origin } });
  userId = await world.user({ email: "ada@example.org" });
  device = new SoftwareAuthenticator();
});
afterEach(() => world[Symbol.asyncDispose]());

async function challengeOf(browser: Browser, path: string): Promise<string> {
  const response = await browser.send(path, { method: "POST" });
  expect(response.statusCode).toBe(200);
  return response.json<{ challenge: string }>().challenge;
}

async function add(wrong: Partial<Ceremony> = {}) {
  const browser = await world.signedIn(userId);
  const challenge = await challengeOf(browser, "/v1/passkeys/registration-options");
  const response = device.create({ challenge, origin, rpId, ...wrong });
  return browser.send("/v1/passkeys", { body: { name: "phone", response } });
}

async function signIn(wrong: Partial<Ceremony> = {}, userHandle: string = userId) {
  const browser = new Browser(world);
  const challenge = await challengeOf(browser, "/v1/passkeys/sign-in-options");
  const response = device.get({ challenge, origin, rpId, ...wrong }, userHandle);
  return browser.send("/v1/passkeys/sign-in", { body: { response } });
}

test("a person adds a passkey, and signs in by it without a name", async () => {
  const browser = await world.signedIn(userId);
  const options = await browser.send("/v1/passkeys/registration-options", { method: "POST" });
  expect(options.json()).toMatchObject({
    rp: { id: rpId },
    user: { name: "ada@example.org" },
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
  const added = await add();
  expect(added.statusCode).toBe(201);
  expect(added.json()).toMatchObject({ name: "phone", transports: ["internal"] });
  const signInChallenge = await new Browser(world).send("/v1/passkeys/sign-in-options", {
    method: "POST",
  });
  expect(signInChallenge.json()).toMatchObject({ rpId, userVerification: "required" });
  const signedIn = await signIn();
  expect(signedIn.statusCode).toBe(201);
  expect(signedIn.json()).toMatchObject({
    user: { id: userId },
    session: { signed_in_by: "passkey" },
  });
  const { items } = (await browser.send("/v1/passkeys")).json<{ items: { id: string }[] }>();
  expect(items).toHaveLength(1);
  const path = `/v1/passkeys/${items[0]?.id ?? ""}`;
  expect((await browser.send(path, { method: "DELETE" })).statusCode).toBe(204);
  expect((await browser.send(path, { method: "DELETE" })).statusCode).toBe(404);
  expect((await signIn()).statusCode).toBe(401);
});

describe("a sign-in is refused and logged", () => {
  beforeEach(async () => void (await add()));

  /** What became of a sign-in: nothing may be left of one that was refused. */
  async function outcomeOf(response: Awaited<ReturnType<typeof signIn>>): Promise<object> {
    const sessions = await world.api.db.selectFrom("sessions").selectAll().execute();
    return {
      problem: response.json<{ code: string }>().code,
      hasSession: response.cookies.length > 0,
      sessions: sessions.map(({ signed_in_by }) => signed_in_by),
      logged: world.refusals().at(-1),
    };
  }

  const refusedAs = (outcome: RegExp): object => ({
    problem: "sign_in_refused",
    hasSession: false,
    sessions: ["link"],
    logged: expect.objectContaining({
      way: "passkey",
      outcome: expect.stringMatching(outcome) as string,
    }) as object,
  });

  test("of another origin", async () => {
    expect(await outcomeOf(await signIn({ origin: "https://evil.example" }))).toEqual(
      refusedAs(/origin/),
    );
  });

  test("of another host's passkey", async () => {
    expect(await outcomeOf(await signIn({ rpId: "evil.example" }))).toEqual(refusedAs(/RP ID/));
  });

  test("with a challenge that was never made, or is for another purpose", async () => {
    const challenge = Buffer.alloc(32).toString("base64url");
    expect(await outcomeOf(await signIn({ challenge }))).toEqual(refusedAs(/challenge/));
    const browser = await world.signedIn(userId);
    const other = await challengeOf(browser, "/v1/passkeys/registration-options");
    const refused = await signIn({ challenge: other });
    expect(refused.statusCode).toBe(401);
    expect(world.log.join("")).not.toContain(other);
  });

  test("with an answer that was given before", async () => {
    const challenge = await challengeOf(new Browser(world), "/v1/passkeys/sign-in-options");
    const body = { response: device.get({ challenge, origin, rpId }, userId) };
    const path = "/v1/passkeys/sign-in";
    const answers = await Promise.all([1, 2, 3].map(() => new Browser(world).send(path, { body })));
    expect(tally(answers)).toEqual({ 201: 1, 401: 2 });
    expect(world.log.join("")).not.toContain(challenge);
  });

  test("after 5 minutes", async () => {
    const challenge = await challengeOf(new Browser(world), "/v1/passkeys/sign-in-options");
    world.api.clock.advance(5 * 60_000);
    expect(await outcomeOf(await signIn({ challenge }))).toEqual(refusedAs(/challenge/));
  });

  test("by another key, another user's handle, and an unknown passkey", async () => {
    expect(await outcomeOf(await signIn({}, await world.user()))).toEqual(
      refusedAs(/another user/),
    );
    device = new SoftwareAuthenticator();
    expect(await outcomeOf(await signIn())).toEqual(refusedAs(/unknown/));
  });

  test("by a copy, whose count is behind", async () => {
    device.count = 7;
    expect((await signIn()).statusCode).toBe(201);
    device.count = 3;
    const refused = await signIn();
    expect(refused.statusCode).toBe(401);
    expect(world.refusals().at(-1)).toMatchObject({ outcome: "counted_back" });
    const audit = await world.api.db
      .selectFrom("action_logs")
      .select(["user_id", "ok"])
      .where("action_type", "=", "passkey.counted_back")
      .execute();
    expect(audit).toEqual([{ user_id: userId, ok: false }]);
  });
});

describe("a registration is refused", () => {
  test.for([
    ["another origin", { origin: "https://evil.example" }],
    ["another host", { rpId: "evil.example" }],
    ["a challenge that was never made", { challenge: "AAAA" }],
  ] as const)("of %s", async ([, wrong]) => {
    expect((await add(wrong)).json()).toMatchObject({ code: "sign_in_refused" });
    expect(world.refusals()).toMatchObject([{ way: "passkey registration", userId }]);
    expect(await world.api.db.selectFrom("passkeys").selectAll().execute()).toEqual([]);
  });

  test("for the challenge of another user, and for a passkey that is added already", async () => {
    const other = await world.signedIn(await world.user());
    const challenge = await challengeOf(other, "/v1/passkeys/registration-options");
    expect((await add({ challenge })).statusCode).toBe(401);
    expect((await add()).statusCode).toBe(201);
    expect((await add()).json()).toMatchObject({ status: 409, code: "already_added" });
  });

  test("by a key with fewer scopes than its person", async () => {
    const scopes = ["commands:read"] as const;
    const made = await createKey(world.api.db, { userId, name: "test", scopes });
    if (made.outcome !== "created") throw new Error(made.outcome);
    const refused = await new Browser(world).send("/v1/passkeys/registration-options", {
      method: "POST",
      headers: bearer(made.text),
    });
    expect(refused.json()).toMatchObject({ status: 403, code: "session_required" });
  });
});
