import { afterEach, beforeEach, expect, test } from "vitest";
import { changeUser, disableUser, findUserByEmail } from "../../src/entries/identity.ts";
import { type OpenIdPerson, signInByOpenId } from "../../src/entries/sessions.ts";
import { tally, World } from "../identity/world.ts";

const issuer = "https://login.example.org";

let world: World;
let userId: string;
beforeEach(async () => {
  world = await World.open();
  userId = (await world.user({ email: "ada@example.org" })).id;
});
afterEach(() => world[Symbol.asyncDispose]());

const signIn = (person: Partial<OpenIdPerson> = {}) =>
  signInByOpenId(world.db, { issuer, subject: "17", ...person }, world.clock);

test("a verified address matches a user once; from then on only the subject counts", async () => {
  const { db, clock } = world;
  const first = await signIn({ verifiedEmail: "Ada@Example.org" });
  expect(first).toMatchObject({ outcome: "signed_in", session: { userId, signedInBy: "openid" } });
  await changeUser(db, { userId, email: "countess@example.org" }, clock);
  expect(await signIn()).toMatchObject({ session: { userId } });
  expect(await world.audit("openid_identity")).toMatchObject([
    { action_type: "openid_identity.bound", user_id: userId, result: { issuer } },
  ]);
});

test("an address that was given to another person does not open the account", async () => {
  await signIn({ verifiedEmail: "ada@example.org" });
  const taken = await signIn({ subject: "18", verifiedEmail: "ada@example.org" });
  expect(taken).toEqual({ outcome: "bound_to_another", userId });
  const elsewhere = { issuer: "https://other.example.org", verifiedEmail: "ada@example.org" };
  expect(await signIn(elsewhere)).toMatchObject({ outcome: "signed_in", session: { userId } });
});

test("the subject of another issuer is another person", async () => {
  await signIn({ verifiedEmail: "ada@example.org" });
  expect(await signIn({ issuer: "https://other.example.org" })).toEqual({ outcome: "unknown" });
});

test("a stranger is refused, unless members are created", async () => {
  const { db } = world;
  const eve = { subject: "99", verifiedEmail: "eve@example.org", displayName: "Eve" };
  expect(await signIn(eve)).toEqual({ outcome: "unknown" });
  expect(await findUserByEmail(db, "eve@example.org")).toBeUndefined();
  expect(await signIn({ subject: "99", createsMembers: true })).toEqual({ outcome: "unknown" });
  const created = await signIn({ ...eve, createsMembers: true });
  expect(created).toMatchObject({ outcome: "signed_in" });
  const user = await findUserByEmail(db, "eve@example.org");
  expect(user).toMatchObject({ role: "member", displayName: "Eve" });
});

test("a disabled user is refused, before and after they are bound", async () => {
  const { db, clock } = world;
  const person = { verifiedEmail: "ada@example.org" };
  await signIn(person);
  const bob = (await world.user({ email: "bob@example.org" })).id;
  for (const one of [userId, bob]) await disableUser(db, { userId: one }, clock);
  expect(await signIn(person)).toEqual({ outcome: "principal_disabled", userId });
  const unbound = await signIn({ subject: "18", verifiedEmail: "bob@example.org" });
  expect(unbound).toEqual({ outcome: "principal_disabled", userId: bob });
});

test("a new member who comes with several tabs at once is one user", async () => {
  const { db } = world;
  const eve = { subject: "99", verifiedEmail: "eve@example.org", createsMembers: true };
  const outcomes = await Promise.all(
    Array.from({ length: 6 }, async () => (await signIn(eve)).outcome),
  );
  expect(tally(outcomes)).toEqual({ signed_in: 6 });
  expect(await db.selectFrom("openid_identities").selectAll().execute()).toHaveLength(1);
  expect(await world.audit("user")).toHaveLength(2);
});
