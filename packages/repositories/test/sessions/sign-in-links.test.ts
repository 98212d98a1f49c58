import { afterEach, beforeEach, expect, test } from "vitest";
import { disableUser } from "../../src/entries/identity.ts";
import {
  createSignInLink,
  previewSignInLink,
  sessionLimits,
  signInByLink,
} from "../../src/entries/sessions.ts";
import { secretText } from "../../src/sessions/secret-texts.ts";
import { nobody, tally, World } from "../identity/world.ts";

let world: World;
let userId: string;
beforeEach(async () => {
  world = await World.open();
  userId = (await world.user({ email: "ada@example.org" })).id;
});
afterEach(() => world[Symbol.asyncDispose]());

async function newLink(): Promise<{ id: string; code: string }> {
  const created = await createSignInLink(world.db, { userId }, world.clock);
  if (created.outcome !== "created") throw new Error(created.outcome);
  return created;
}
const follow = (code: string) => signInByLink(world.db, { code }, world.clock);
const preview = (code: string) => previewSignInLink(world.db, code, world.clock);

test("a link signs its user in once, and a replay is refused and recorded once", async () => {
  const { db, clock } = world;
  const by = (await world.user({ role: "admin" })).id;
  const created = await createSignInLink(db, { userId, by }, clock);
  expect(created).toMatchObject({ outcome: "created", user: { id: userId } });
  if (created.outcome !== "created") return;
  const { id, code, expiresAt } = created;
  expect(await follow(code)).toMatchObject({
    outcome: "signed_in",
    session: { userId, signedInBy: "link" },
  });
  for (let n = 0; n < 3; n++) expect(await follow(code)).toEqual({ outcome: "used", linkId: id });
  expect(await world.audit("sign_in_link")).toEqual([
    {
      user_id: userId,
      action_type: "sign_in_link.created",
      target: id,
      result: { by, expires_at: expiresAt.toISOString() },
    },
    { user_id: userId, action_type: "sign_in_link.used", target: id, result: {} },
    { user_id: userId, action_type: "sign_in_link.replayed", target: id, result: {} },
  ]);
  const logs = JSON.stringify(await db.selectFrom("action_logs").selectAll().execute());
  expect(logs).not.toContain(code.slice(8));
});

test("a preview tells who would sign in, and does not use the link up", async () => {
  const { code } = await newLink();
  for (let n = 0; n < 3; n++) {
    expect(await preview(code)).toMatchObject({ outcome: "usable", user: { id: userId } });
  }
  expect(await follow(code)).toMatchObject({ outcome: "signed_in" });
  expect(await preview(code)).toEqual({ outcome: "used" });
});

test("a link lasts 15 minutes", async () => {
  const [a, b] = [await newLink(), await newLink()];
  world.clock.advance(15 * 60_000 - 1);
  expect(await follow(a.code)).toMatchObject({ outcome: "signed_in" });
  world.clock.advance(1);
  expect(await preview(b.code)).toEqual({ outcome: "expired" });
  expect(await follow(b.code)).toEqual({ outcome: "expired", linkId: b.id });
});

test("what is no link is refused", async () => {
  const { code } = await newLink();
  const key = await world.key({ userId });
  for (const text of ["", code.slice(0, -1), `${code} `, key.text, secretText("session")]) {
    expect(await follow(text)).toEqual({ outcome: "malformed" });
    expect(await preview(text)).toEqual({ outcome: "malformed" });
  }
  const foreign = secretText("link");
  expect(await follow(foreign)).toEqual({ outcome: "unknown" });
  expect(await preview(foreign)).toEqual({ outcome: "unknown" });
});

test("a disabled user gets no link, and signs in by none", async () => {
  const { db, clock } = world;
  const { id, code } = await newLink();
  await disableUser(db, { userId }, clock);
  expect(await preview(code)).toEqual({ outcome: "principal_disabled" });
  expect(await follow(code)).toEqual({ outcome: "principal_disabled", linkId: id });
  const disabled = await createSignInLink(db, { userId }, clock);
  expect(disabled).toEqual({ outcome: "principal_disabled" });
  const unknown = await createSignInLink(db, { userId: nobody }, clock);
  expect(unknown).toEqual({ outcome: "principal_not_found" });
});

test("a user has a limited number of open links", async () => {
  const { db, clock } = world;
  const links = [];
  for (let n = 0; n < sessionLimits.linksOfUser; n++) links.push(await newLink());
  expect(await createSignInLink(db, { userId }, clock)).toEqual({ outcome: "too_many_links" });
  await follow(links[0]?.code ?? "");
  await newLink();
  expect(await createSignInLink(db, { userId }, clock)).toEqual({ outcome: "too_many_links" });
  clock.advance(sessionLimits.linkLife * 1000);
  await newLink();
});

test("of many callers at once one signs in", async () => {
  const { code } = await newLink();
  const outcomes = await Promise.all(
    Array.from({ length: 12 }, async () => (await follow(code)).outcome),
  );
  expect(tally(outcomes)).toEqual({ signed_in: 1, used: 11 });
  expect(await world.audit("session")).toHaveLength(1);
  expect((await world.audit("sign_in_link")).map((row) => row.action_type)).toEqual([
    "sign_in_link.created",
    "sign_in_link.used",
    "sign_in_link.replayed",
  ]);
});
