import { accessScopeNames } from "@handsfree/schema";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  authenticate,
  changeUser,
  disableUser,
  enableUser,
  KeyUse,
} from "../../src/entries/identity.ts";
import {
  authenticateSession,
  endSession,
  endSessionsOf,
  findSession,
  listSessions,
  sessionLimits,
} from "../../src/entries/sessions.ts";
import { secretText } from "../../src/sessions/secret-texts.ts";
import { sha256 } from "../../src/token.ts";
import { nobody, World } from "../identity/world.ts";

const day = 24 * 3600 * 1000;

let world: World;
let userId: string;
beforeEach(async () => {
  world = await World.open();
  await world.user({ role: "admin" });
  userId = (await world.user({ email: "ada@example.org" })).id;
});
afterEach(() => world[Symbol.asyncDispose]());

const ask = (text: string, change?: { csrfToken?: string }) =>
  authenticateSession(world.db, { text, isChange: change !== undefined, ...change }, world.clock);

test("a person is known by their session", async () => {
  const { session, text, csrfToken } = await world.session(userId, "Firefox");
  expect(await ask(text)).toEqual({
    outcome: "authenticated",
    principal: {
      kind: "user",
      user: expect.objectContaining({ id: userId, email: "ada@example.org" }) as object,
    },
    session,
    scopes: ["actions:propose", "actions:decide", "commands:write", "commands:read"],
    ownScopes: ["actions:propose", "actions:decide", "commands:write", "commands:read"],
    actsFor: [],
    csrfToken,
  });
  expect(session).toMatchObject({ userId, signedInBy: "link", userAgent: "Firefox" });
});

test("a session has the scopes of its user's role, as it is now", async () => {
  const { db, clock } = world;
  const { text } = await world.session(userId);
  await changeUser(db, { userId, role: "approver" }, clock);
  const ofMember = ["actions:propose", "actions:decide", "commands:write", "commands:read"];
  expect(await ask(text)).toMatchObject({ scopes: ofMember });
  await changeUser(db, { userId, role: "admin" }, clock);
  expect(await ask(text)).toMatchObject({ scopes: accessScopeNames });
});

describe("a change needs the CSRF token", () => {
  test("of this session", async () => {
    const { session, text, csrfToken } = await world.session(userId);
    const other = await world.session(userId);
    const sessionId = session.id;
    expect(await ask(text, { csrfToken })).toMatchObject({ outcome: "authenticated" });
    expect(await ask(text, {})).toEqual({ outcome: "csrf_token_missing", sessionId });
    for (const wrong of ["", csrfToken.slice(0, -1), other.csrfToken, text]) {
      const answer = await ask(text, { csrfToken: wrong });
      expect(answer).toEqual({ outcome: "csrf_token_wrong", sessionId });
    }
  });

  test("which does not tell the session, and is no key", async () => {
    const { csrfToken } = await world.session(userId);
    expect(await ask(csrfToken)).toEqual({ outcome: "malformed" });
    expect(await authenticate(world.db, csrfToken, world.clock)).toEqual({ outcome: "malformed" });
  });
});

describe("is refused:", () => {
  test.for(["", "hf_session_", "hf_user_0", `hf_session_${"a".repeat(49)}`])(
    "%j, which is malformed",
    async (text) => {
      expect(await ask(text)).toEqual({ outcome: "malformed" });
    },
  );

  test("a session that no person was given", async () => {
    expect(await ask(secretText("session"))).toEqual({ outcome: "unknown" });
  });

  test("a session as a key, and a key as a session", async () => {
    const { text } = await world.session(userId);
    expect(await authenticate(world.db, text, world.clock)).toEqual({ outcome: "malformed" });
    const key = await world.key({ userId });
    expect(await ask(key.text)).toEqual({ outcome: "malformed" });
  });

  test("a session 7 days after its last use", async () => {
    const { session, text } = await world.session(userId);
    world.clock.advance(7 * day - 1);
    expect(await ask(text)).toMatchObject({ outcome: "authenticated" });
    world.clock.advance(1);
    expect(await ask(text)).toEqual({ outcome: "expired", sessionId: session.id });
  });

  test("a session 30 days after it began, however often it is used", async () => {
    const { db, clock } = world;
    const { session, text } = await world.session(userId);
    const uses = new KeyUse(db, clock);
    for (let n = 0; n < 5; n++) {
      clock.advance(6 * day - 1);
      expect(await ask(text)).toMatchObject({ outcome: "authenticated" });
      uses.noteSession(session.id);
      await uses.flush();
    }
    clock.advance(5);
    expect(await ask(text)).toEqual({ outcome: "expired", sessionId: session.id });
    await uses.close();
  });

  test("an ended session, and no other", async () => {
    const { db, clock } = world;
    const { session, text } = await world.session(userId);
    const other = await world.session(userId);
    const ended = await endSession(db, { id: session.id, by: userId }, clock);
    expect(ended).toMatchObject({ outcome: "ended", session: { state: "ended" } });
    expect(await ask(text)).toEqual({ outcome: "ended", sessionId: session.id });
    expect(await ask(other.text)).toMatchObject({ outcome: "authenticated" });
    const again = await endSession(db, { id: session.id }, clock);
    expect(again).toMatchObject({ outcome: "already_ended" });
    expect(await endSession(db, { id: nobody }, clock)).toEqual({ outcome: "not_found" });
    expect(await world.audit("session")).toMatchObject([
      { action_type: "session.started", user_id: userId, result: { signed_in_by: "link" } },
      { action_type: "session.started" },
      {
        action_type: "session.ended",
        user_id: userId,
        target: session.id,
        result: { reason: "signed_out", by: userId },
      },
    ]);
  });

  test("all sessions of a disabled user, also once they are enabled", async () => {
    const { db, clock } = world;
    const { session, text } = await world.session(userId);
    await disableUser(db, { userId }, clock);
    expect(await ask(text)).toEqual({ outcome: "ended", sessionId: session.id });
    await enableUser(db, { userId }, clock);
    expect(await ask(text)).toEqual({ outcome: "ended", sessionId: session.id });
  });

  test("a session whose user was disabled by a release that knew no sessions", async () => {
    const { db, clock } = world;
    const { session, text } = await world.session(userId);
    await db.updateTable("users").set({ disabled_at: clock.now() }).execute();
    expect(await ask(text)).toEqual({ outcome: "principal_disabled", sessionId: session.id });
  });
});

test("all sessions of a user can be ended at once", async () => {
  const { db, clock } = world;
  const other = (await world.user()).id;
  const theirs = await world.session(other);
  const texts = [await world.session(userId), await world.session(userId)].map(({ text }) => text);
  expect(await endSessionsOf(db, { userId }, clock)).toBe(2);
  expect(await endSessionsOf(db, { userId }, clock)).toBe(0);
  for (const text of texts) expect(await ask(text)).toMatchObject({ outcome: "ended" });
  expect(await ask(theirs.text)).toMatchObject({ outcome: "authenticated" });
});

test("one session too many ends the one that was not used for the longest time", async () => {
  const { db, clock } = world;
  const uses = new KeyUse(db, clock);
  const started = [];
  for (let n = 0; n < sessionLimits.ofUser; n++) {
    started.push(await world.session(userId));
    clock.advance(1000);
  }
  uses.noteSession(started[0]?.session.id ?? "");
  await uses.close();
  await world.session(userId);
  const outcomes = await Promise.all(started.slice(0, 3).map(({ text }) => ask(text)));
  expect(outcomes.map(({ outcome }) => outcome)).toEqual([
    "authenticated",
    "ended",
    "authenticated",
  ]);
});

test("the last use is written to the minute", async () => {
  const { db, clock } = world;
  const { session } = await world.session(userId);
  const key = await world.key({ userId });
  const uses = new KeyUse(db, clock);
  clock.advance(10_000);
  uses.noteSession(session.id);
  uses.note(key.key.id);
  const at = clock.now();
  const lastUse = async () => (await findSession(db, session.id, clock))?.lastUsedAt;
  expect(await lastUse()).toEqual(session.lastUsedAt);
  clock.advance(60_000);
  await uses.close();
  expect(await lastUse()).toEqual(at);
});

test("sessions are listed, newest first, by user or all", async () => {
  const { db, clock } = world;
  const mine = await world.session(userId, "one");
  clock.advance(1000);
  const other = await world.session((await world.user()).id, "two");
  const all = await listSessions(db, {}, clock);
  expect(all.items.map(({ id }) => id)).toEqual([other.session.id, mine.session.id]);
  const { items } = await listSessions(db, { userId }, clock);
  expect(items).toEqual([mine.session]);
});

test("what a browser says of itself is shortened and redacted, and no secret is stored", async () => {
  const { db } = world;
  const key = secretText("session");
  const { session, text, csrfToken } = await world.session(userId, `${key} ${"x".repeat(900)}`);
  expect(session.userAgent).toHaveLength(sessionLimits.userAgent);
  expect(session.userAgent).toMatch(/^\[redacted\] x+$/);
  const rows = JSON.stringify([
    await db.selectFrom("sessions").selectAll().execute(),
    await db.selectFrom("sign_in_links").selectAll().execute(),
    await db.selectFrom("action_logs").selectAll().execute(),
  ]);
  expect(rows).toContain(sha256(text));
  for (const secret of [key, text, csrfToken]) expect(rows).not.toContain(secret.slice(12));
});
