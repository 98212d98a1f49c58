import { afterEach, beforeEach, expect, test } from "vitest";
import {
  authenticate,
  createKey,
  findKey,
  findService,
  findUser,
  listUsers,
  revokeKey,
} from "../../src/entries/identity.ts";
import { eraseUser, exportUser, previewErasure } from "../../src/entries/privacy.ts";
import { sha256 } from "../../src/token.ts";
import { failingFrom } from "../failing-database.ts";
import { type GivenKey, nilUser, World } from "./world.ts";

let world: World;
let userId: string;
let other: string;
let own: GivenKey;
beforeEach(async () => {
  world = await World.open();
  userId = (await world.user({ email: "ada@example.org", displayName: "Ada", role: "admin" })).id;
  other = (await world.user({ email: "bob@example.org" })).id;
  own = await world.key({ userId, name: "Ada's phone", by: userId });
});
afterEach(() => world[Symbol.asyncDispose]());

const erase = () => eraseUser(world.db, { userId }, world.clock);

async function exported(): Promise<{ type: string; data: Record<string, unknown> }[]> {
  const lines: { type: string; data: Record<string, unknown> }[] = [];
  for await (const line of exportUser(world.db, userId, world.clock)) {
    lines.push(JSON.parse(line) as (typeof lines)[number]);
  }
  return lines;
}

test("an erased user has no account and no key, and the receipt counts both", async () => {
  const { db, clock } = world;
  const revoked = await world.key({ userId });
  await revokeKey(db, { id: revoked.key.id }, clock);
  const preview = await previewErasure(db, userId);
  const { counts } = await erase();
  expect(counts).toEqual(preview);
  expect(counts).toMatchObject({
    users: { deleted: 1, cleared: 0 },
    access_keys: { deleted: 2, cleared: 0 },
  });
  expect(await authenticate(db, own.text, clock)).toEqual({ outcome: "unknown" });
  expect(await findUser(db, userId)).toBeUndefined();
  expect((await listUsers(db)).items.map(({ id }) => id)).toEqual([other]);
  const logs = JSON.stringify(await db.selectFrom("action_logs").selectAll().execute());
  for (const trace of [userId, "ada@", "Ada", own.key.id]) expect(logs).not.toContain(trace);
});

test("a key acts for an erased user no more, and does not know who made it", async () => {
  const { db, clock } = world;
  const { id: serviceId } = await world.service({ by: userId });
  const both = await world.key({ serviceId, actsFor: [userId, other], by: userId });
  const alone = await world.key({ serviceId, actsFor: [userId], by: other });
  const { key: unconcerned } = await world.key({ serviceId, actsFor: [other], by: other });
  await revokeKey(db, { id: alone.key.id, by: userId }, clock);
  const { counts } = await erase();
  expect(counts).toMatchObject({
    access_keys: { deleted: 1, cleared: 2 },
    services: { deleted: 0, cleared: 1 },
  });
  expect(await authenticate(db, both.text, clock)).toMatchObject({
    outcome: "authenticated",
    key: { createdBy: nilUser },
    actsFor: [other],
  });
  expect(await findKey(db, alone.key.id, clock)).toMatchObject({
    createdBy: other,
    revokedBy: nilUser,
    actsFor: [],
  });
  expect(await findKey(db, unconcerned.id, clock)).toEqual(unconcerned);
  expect(await findService(db, serviceId)).toMatchObject({ createdBy: nilUser });
});

test("an erasure that is interrupted has locked the person out already", async () => {
  const { db, clock } = world;
  // The receipt, the end of the account, and the keys.
  const failing = failingFrom(db, 8);
  await expect(eraseUser(failing, { userId }, clock)).rejects.toThrow("crashed");
  expect((await authenticate(db, own.text, clock)).outcome).toMatch(/unknown|principal_disabled/);
  const key = { userId, name: "again", scopes: ["audit:read"] } as const;
  expect(await createKey(db, key, clock)).toEqual({ outcome: "principal_disabled" });
  expect((await erase()).finishedAt).toEqual(clock.now());
  expect(await findUser(db, userId)).toBeUndefined();
});

test("an export has the account and the keys, without a hash", async () => {
  const { key, text } = own;
  const { id: serviceId } = await world.service({ by: userId });
  const acting = await world.key({ serviceId, actsFor: [other, userId], by: userId });
  const lines = await exported();
  const dataOf = (type: string) =>
    lines.filter((line) => line.type === type).map(({ data }) => data);
  expect(dataOf("user")).toMatchObject([{ id: userId, email: "ada@example.org", role: "admin" }]);
  expect(dataOf("access_key")).toEqual([
    {
      id: key.id,
      name: "Ada's phone",
      last_characters: key.lastCharacters,
      user_id: userId,
      service_id: null,
      scopes: ["actions:propose"],
      acts_for: null,
      created_at: key.createdAt.toISOString(),
      created_by: userId,
      expires_at: null,
      last_used_at: null,
      revoked_at: null,
      revoked_by: null,
      rotated_to: null,
    },
  ]);
  expect(dataOf("mention")).toEqual([
    { table: "access_keys", id: acting.key.id, created_by: userId, acts_for: [userId] },
    { table: "services", id: serviceId, created_by: userId },
  ]);
  expect(JSON.stringify(lines)).not.toContain(sha256(text));
  expect(JSON.stringify(lines)).not.toContain(sha256(acting.text));
});
