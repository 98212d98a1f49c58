import { afterEach, beforeEach, expect, test } from "vitest";
import {
  authenticate,
  disableUser,
  findKey,
  listKeys,
  revokeKey,
  rotateKey,
} from "../../src/entries/identity.ts";
import { type GivenKey, nobody, tally, World } from "./world.ts";

const day = 86_400_000;

let world: World;
let userId: string;
beforeEach(async () => {
  world = await World.open();
  userId = (await world.user()).id;
});
afterEach(() => world[Symbol.asyncDispose]());

const outcomeOf = async (text: string): Promise<string> =>
  (await authenticate(world.db, text, world.clock)).outcome;

async function rotate(
  { key }: GivenKey,
  overlapSeconds?: number,
): Promise<GivenKey & { readonly previous: GivenKey["key"] }> {
  const rotated = await rotateKey(world.db, { id: key.id, overlapSeconds }, world.clock);
  if (rotated.outcome !== "rotated") throw new Error(rotated.outcome);
  return rotated;
}

test("the old key is valid for a day beside its successor, which has the same rights", async () => {
  const { db, clock } = world;
  const serviceId = (await world.service()).id;
  const old = await world.key({ serviceId, scopes: ["admin"], actsFor: [nobody], name: "ci" });
  clock.advance(5000);
  const next = await rotate(old);
  expect(next.key).toEqual({
    ...old.key,
    id: next.key.id,
    lastCharacters: next.text.slice(-4),
    createdAt: clock.now(),
  });
  expect(next.text).not.toBe(old.text);
  const end = new Date(clock.now().getTime() + day);
  expect(next.previous).toEqual({ ...old.key, rotatedTo: next.key.id, expiresAt: end });
  expect(await findKey(db, old.key.id, clock)).toEqual(next.previous);
  expect([await outcomeOf(old.text), await outcomeOf(next.text)]).toEqual([
    "authenticated",
    "authenticated",
  ]);
  clock.advance(day - 1);
  expect(await outcomeOf(old.text)).toBe("authenticated");
  clock.advance(1);
  expect([await outcomeOf(old.text), await outcomeOf(next.text)]).toEqual([
    "expired",
    "authenticated",
  ]);
});

test("without an overlap the old key ends at once", async () => {
  const old = await world.key({ userId });
  const next = await rotate(old, 0);
  expect([await outcomeOf(old.text), await outcomeOf(next.text)]).toEqual([
    "expired",
    "authenticated",
  ]);
});

test("an overlap does not make the old key live longer, and the successor lives as long as it did", async () => {
  const { clock } = world;
  const expiresAt = new Date(clock.now().getTime() + 10 * day);
  const old = await world.key({ userId, expiresAt });
  clock.advance(9 * day);
  const next = await rotate(old, 30 * 86_400);
  expect(next.previous.expiresAt).toEqual(expiresAt);
  expect(next.key.expiresAt).toEqual(new Date(clock.now().getTime() + 10 * day));
  clock.advance(day);
  expect([await outcomeOf(old.text), await outcomeOf(next.text)]).toEqual([
    "expired",
    "authenticated",
  ]);
});

test.for([-1, 0.5, 30 * 86_400 + 1, Number.NaN])("an overlap of %d is refused", async (overlap) => {
  const old = await world.key({ userId });
  await expect(rotate(old, overlap)).rejects.toMatchObject({
    code: "invalid_input",
    field: "overlapSeconds",
  });
  expect(await findKey(world.db, old.key.id, world.clock)).toEqual(old.key);
});

test("of 50 callers who rotate a key one does it, and it is recorded once", async () => {
  const { db, clock } = world;
  const { key } = await world.key({ userId });
  const results = await Promise.all(
    Array.from({ length: 50 }, () => rotateKey(db, { id: key.id, by: userId }, clock)),
  );
  expect(tally(results.map(({ outcome }) => outcome))).toEqual({ rotated: 1, already_rotated: 49 });
  const { items } = await listKeys(db, { userId }, clock);
  expect(items).toHaveLength(2);
  const successor = items.find(({ id }) => id !== key.id)?.id;
  const rows = await world.audit("access_key");
  expect(rows.at(-1)).toEqual({
    user_id: userId,
    action_type: "access_key.rotated",
    target: key.id,
    result: {
      by: userId,
      user_id: userId,
      service_id: null,
      rotated_to: successor,
      overlap_seconds: 86_400,
      expires_at: new Date(clock.now().getTime() + day).toISOString(),
    },
  });
  expect(rows).toHaveLength(2);
});

test("of 25 who rotate and 25 who revoke a key, one each wins at most, and it is revoked", async () => {
  const { db, clock } = world;
  const { key, text } = await world.key({ userId });
  const [rotated, revoked] = await Promise.all([
    Promise.all(Array.from({ length: 25 }, () => rotateKey(db, { id: key.id }, clock))),
    Promise.all(Array.from({ length: 25 }, () => revokeKey(db, { id: key.id }, clock))),
  ]);
  const rotations = rotated.filter(({ outcome }) => outcome === "rotated").length;
  expect(rotations).toBeLessThanOrEqual(1);
  expect(revoked.filter(({ outcome }) => outcome === "revoked")).toHaveLength(1);
  expect(await outcomeOf(text)).toBe("revoked");
  expect((await listKeys(db, { userId }, clock)).items).toHaveLength(1 + rotations);
  expect(await world.audit("access_key")).toHaveLength(2 + rotations);
});

test("what has ended, has a successor or is not there is not rotated", async () => {
  const { db, clock } = world;
  const ask = (id: string) => rotateKey(db, { id }, clock);
  const old = await world.key({ userId });
  const next = await rotate(old);
  expect(await ask(old.key.id)).toEqual({ outcome: "already_rotated", key: next.previous });
  expect(await ask(next.key.id)).toMatchObject({ outcome: "rotated" });
  const revoked = await world.key({ userId });
  await revokeKey(db, { id: revoked.key.id }, clock);
  expect(await ask(revoked.key.id)).toMatchObject({ outcome: "revoked" });
  const short = await world.key({ userId, expiresAt: new Date(clock.now().getTime() + 1) });
  const last = await world.key({ userId });
  clock.advance(1);
  expect(await ask(short.key.id)).toMatchObject({ outcome: "expired" });
  await disableUser(db, { userId }, clock);
  expect(await ask(last.key.id)).toMatchObject({ outcome: "principal_disabled" });
  expect(await ask(nobody)).toEqual({ outcome: "not_found" });
});

test("a revoked key leaves its successor as it is", async () => {
  const old = await world.key({ userId });
  const next = await rotate(old);
  await revokeKey(world.db, { id: old.key.id }, world.clock);
  expect([await outcomeOf(old.text), await outcomeOf(next.text)]).toEqual([
    "revoked",
    "authenticated",
  ]);
});
