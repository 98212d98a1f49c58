import { afterEach, beforeEach, expect, test } from "vitest";
import { disableUser } from "../../src/entries/identity.ts";
import {
  addPasskey,
  findPasskey,
  listPasskeys,
  type NewPasskey,
  removePasskey,
  sessionLimits,
  signInByPasskey,
} from "../../src/entries/sessions.ts";
import { nobody, tally, World } from "../identity/world.ts";

let world: World;
let userId: string;
beforeEach(async () => {
  world = await World.open();
  userId = (await world.user()).id;
});
afterEach(() => world[Symbol.asyncDispose]());

const add = (input: Partial<NewPasskey> = {}) => {
  const passkey = {
    userId,
    name: "phone",
    webauthnId: "passkey-1",
    publicKey: "pQEC",
    signatures: 0,
  };
  return addPasskey(world.db, { ...passkey, ...input }, world.clock);
};
const signIn = (signatures: number, webauthnId = "passkey-1") =>
  signInByPasskey(world.db, { webauthnId, signatures, userAgent: "Firefox" }, world.clock);

test("a passkey is added once, and signs its user in", async () => {
  const { db, clock } = world;
  const other = (await world.user()).id;
  const added = await add({ transports: ["internal", "hybrid"], by: userId });
  expect(added).toMatchObject({
    outcome: "added",
    passkey: { userId, name: "phone", transports: ["internal", "hybrid"], lastUsedAt: null },
  });
  expect(await add()).toEqual({ outcome: "already_added" });
  expect(await add({ userId: other })).toEqual({ outcome: "already_added" });
  expect(await findPasskey(db, "passkey-1")).toMatchObject({ publicKey: "pQEC", signatures: 0 });
  expect(await findPasskey(db, "AAAA")).toBeUndefined();
  clock.advance(1000);
  expect(await signIn(0)).toMatchObject({
    outcome: "signed_in",
    session: { userId, signedInBy: "passkey", userAgent: "Firefox" },
  });
  expect(await signIn(0, "AAAA")).toEqual({ outcome: "unknown" });
  const [passkey] = await listPasskeys(db, userId);
  expect(passkey?.lastUsedAt).toEqual(clock.now());
  expect(await world.audit("passkey")).toMatchObject([
    { action_type: "passkey.added", user_id: userId, result: { by: userId } },
  ]);
});

test("a count of signatures that does not grow is refused and recorded", async () => {
  await add({ signatures: 7 });
  expect(await signIn(8)).toMatchObject({ outcome: "signed_in" });
  for (const count of [8, 3, 0]) {
    expect(await signIn(count)).toMatchObject({ outcome: "counted_back" });
  }
  expect(await signIn(9)).toMatchObject({ outcome: "signed_in" });
  const refused = (await world.audit("passkey")).slice(1);
  expect(refused.map(({ action_type, result }) => [action_type, result])).toEqual(
    [8, 3, 0].map((given) => ["passkey.counted_back", { before: 8, given }]),
  );
});

test("of copies that sign at once one signs in", async () => {
  await add({ signatures: 1 });
  const outcomes = await Promise.all(
    Array.from({ length: 6 }, async () => (await signIn(2)).outcome),
  );
  expect(tally(outcomes)).toEqual({ signed_in: 1, counted_back: 5 });
});

test("a disabled user adds none, and signs in by none", async () => {
  const { db, clock } = world;
  await add();
  await disableUser(db, { userId }, clock);
  expect(await signIn(1)).toMatchObject({ outcome: "principal_disabled" });
  expect(await add({ webauthnId: "BBBB" })).toEqual({ outcome: "principal_disabled" });
  expect(await add({ userId: nobody })).toEqual({ outcome: "principal_not_found" });
});

test("only its user removes a passkey", async () => {
  const { db, clock } = world;
  const added = await add();
  if (added.outcome !== "added") throw new Error(added.outcome);
  const { id } = added.passkey;
  const other = (await world.user()).id;
  expect(await removePasskey(db, { id, userId: other }, clock)).toBe(false);
  expect(await removePasskey(db, { id, userId, by: userId }, clock)).toBe(true);
  expect(await removePasskey(db, { id, userId }, clock)).toBe(false);
  expect(await signIn(1)).toEqual({ outcome: "unknown" });
  expect((await world.audit("passkey")).map((row) => row.action_type)).toEqual([
    "passkey.added",
    "passkey.removed",
  ]);
});

test("a user has a limited number of passkeys", async () => {
  for (let n = 0; n < sessionLimits.passkeysOfUser; n++) await add({ webauthnId: `id-${n}` });
  expect(await add({ webauthnId: "one-more" })).toEqual({ outcome: "too_many_passkeys" });
});
