import { type AccessScope, accessScopeNames } from "@handsfree/schema";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createKey,
  disableService,
  disableUser,
  findKey,
  identityLimits,
  listKeys,
  type NewAccessKey,
  parseKey,
  revokeKey,
} from "../../src/entries/identity.ts";
import { sha256 } from "../../src/token.ts";
import { nilUser, nobody, tally, World } from "./world.ts";

let world: World;
let userId: string;
let serviceId: string;
beforeEach(async () => {
  world = await World.open();
  userId = (await world.user({ role: "admin" })).id;
  serviceId = (await world.service()).id;
});
afterEach(() => world[Symbol.asyncDispose]());

const create = (input: Partial<NewAccessKey>) =>
  createKey(world.db, { name: "laptop", scopes: ["actions:propose"], ...input }, world.clock);

test("a key is shown once, and its hash is all that is stored of it", async () => {
  const { db, clock } = world;
  const expiresAt = new Date(clock.now().getTime() + 1000);
  const { key, text } = await world.key({ userId, expiresAt, by: userId });
  expect(parseKey(text)).toEqual({ form: "well_formed", kind: "user" });
  expect(key).toEqual({
    id: expect.any(String) as string,
    name: "laptop",
    lastCharacters: text.slice(-4),
    userId,
    serviceId: null,
    scopes: ["actions:propose"],
    actsFor: [],
    state: "valid",
    createdAt: clock.now(),
    createdBy: userId,
    expiresAt,
    lastUsedAt: null,
    revokedAt: null,
    revokedBy: null,
    rotatedTo: null,
  });
  expect(await findKey(db, key.id, clock)).toEqual(key);
  clock.advance(1000);
  expect(await findKey(db, key.id, clock)).toEqual({ ...key, state: "expired" });
  const [row] = await db.selectFrom("access_keys").selectAll().execute();
  expect(row?.key_sha256).toBe(sha256(text));
  const logs = await db.selectFrom("action_logs").selectAll().execute();
  expect(JSON.stringify([row, logs])).not.toContain(text.slice(0, 20));
  expect(JSON.stringify(logs)).not.toContain(sha256(text));
});

test("a key of a service acts for the named users", async () => {
  const { key, text } = await world.key({
    serviceId,
    scopes: ["webhooks:read", "actions:propose", "webhooks:read"],
    actsFor: [userId.toUpperCase(), nobody, userId],
  });
  expect(parseKey(text)).toEqual({ form: "well_formed", kind: "service" });
  expect(key).toMatchObject({
    userId: null,
    serviceId,
    scopes: ["actions:propose", "webhooks:read"],
    actsFor: [userId, nobody],
  });
});

describe("is refused by name:", () => {
  const later = new Date("2026-03-02");
  const many = Array.from(
    { length: 101 },
    (_, n) => nobody.slice(0, -3) + String(n).padStart(3, "0"),
  );
  test.for<[string, () => Partial<NewAccessKey>]>([
    ["userId", () => ({})],
    ["serviceId", () => ({ userId, serviceId })],
    ["userId", () => ({ userId: nilUser })],
    ["name", () => ({ userId, name: "" })],
    ["name", () => ({ userId, name: "n".repeat(1001) })],
    ["scopes", () => ({ userId, scopes: [] })],
    ["scopes", () => ({ userId, scopes: ["everything" as AccessScope] })],
    ["scopes", () => ({ serviceId, scopes: ["actions:propose", "actions:decide"] })],
    ["actsFor", () => ({ userId, actsFor: [nobody] })],
    ["actsFor", () => ({ serviceId, actsFor: [nilUser] })],
    ["actsFor", () => ({ serviceId, actsFor: many })],
    ["expiresAt", () => ({ userId, expiresAt: world.clock.now() })],
    ["expiresAt", () => ({ userId, expiresAt: new Date(Number.NaN) })],
    ["by", () => ({ userId, by: nilUser, expiresAt: later })],
  ])("%s", async ([field, input]) => {
    await expect(create(input())).rejects.toMatchObject({ code: "invalid_input", field });
    expect((await listKeys(world.db)).items).toEqual([]);
  });
});

test("no service can be given the scope to decide, with whatever else", async () => {
  for (const scope of accessScopeNames) {
    const scopes = [scope, "actions:decide"] as const;
    await expect(create({ serviceId, scopes })).rejects.toThrow(/a service cannot have/);
    await expect(create({ userId, scopes })).resolves.toMatchObject({ outcome: "created" });
  }
});

test("there are keys only for those who can use HandsFree, and admin keys only for admins", async () => {
  const { db, clock } = world;
  const { id: member } = await world.user();
  const admin = { scopes: ["admin"] as const };
  expect(await create({ userId: nobody })).toEqual({ outcome: "principal_not_found" });
  expect(await create({ serviceId: nobody })).toEqual({ outcome: "principal_not_found" });
  expect(await create({ userId: member, ...admin })).toEqual({ outcome: "not_an_admin" });
  expect(await create({ userId, ...admin })).toMatchObject({ outcome: "created" });
  expect(await create({ serviceId, ...admin })).toMatchObject({ outcome: "created" });
  await disableUser(db, { userId: member }, clock);
  await disableService(db, { serviceId }, clock);
  expect(await create({ userId: member })).toEqual({ outcome: "principal_disabled" });
  expect(await create({ serviceId })).toEqual({ outcome: "principal_disabled" });
});

test("a principal has at most 1000 keys that have not ended, however many are made at once", async () => {
  const { db, clock } = world;
  const { key } = await world.key({ userId });
  const most = identityLimits.keysOfPrincipal;
  await db
    .insertInto("access_keys")
    .values(
      Array.from({ length: most - 6 }, (_, n) => ({
        id: clock.newId(),
        key_sha256: sha256(String(n)),
        name: "k",
        last_characters: "0000",
        user_id: userId,
        service_id: null,
        scopes: "[]",
        created_at: clock.now(),
      })),
    )
    .execute();
  const results = await Promise.all(Array.from({ length: 10 }, () => create({ userId })));
  expect(tally(results.map(({ outcome }) => outcome))).toEqual({ created: 5, too_many_keys: 5 });
  expect(await create({ serviceId })).toMatchObject({ outcome: "created" });
  await revokeKey(db, { id: key.id }, clock);
  expect(await create({ userId, expiresAt: new Date("2026-03-02") })).toMatchObject({
    outcome: "created",
  });
  expect(await create({ userId })).toEqual({ outcome: "too_many_keys" });
  clock.advance(86_400_000);
  expect(await create({ userId })).toMatchObject({ outcome: "created" });
});

test("keys are listed in pages, of all and of one principal, newest first", async () => {
  const { db, clock } = world;
  const ids: string[] = [];
  for (const input of [{ userId }, { serviceId }, { userId }, { userId }]) {
    ids.unshift((await world.key(input)).key.id);
    clock.advance(1);
  }
  const idsOf = async (filter: Parameters<typeof listKeys>[1]) => {
    const { items, nextCursor } = await listKeys(db, filter, clock);
    return { ids: items.map(({ id }) => id), cursor: nextCursor ?? undefined };
  };
  expect((await idsOf({})).ids).toEqual(ids);
  expect((await idsOf({ serviceId })).ids).toEqual([ids[2]]);
  const first = await idsOf({ userId, limit: 2 });
  expect(first.ids).toEqual([ids[0], ids[1]]);
  expect(await idsOf({ userId, cursor: first.cursor })).toEqual({ ids: [ids[3]] });
  expect((await idsOf({ userId: nobody })).ids).toEqual([]);
  await expect(idsOf({ userId, serviceId })).rejects.toMatchObject({ field: "serviceId" });
});

test("of 50 callers who revoke a key one does it, and it is recorded once", async () => {
  const { db, clock } = world;
  const { key } = await world.key({ userId });
  const results = await Promise.all(
    Array.from({ length: 50 }, () => revokeKey(db, { id: key.id, by: userId }, clock)),
  );
  expect(tally(results.map(({ outcome }) => outcome))).toEqual({ revoked: 1, already_revoked: 49 });
  const revoked = { ...key, state: "revoked", revokedAt: clock.now(), revokedBy: userId };
  for (const result of results) expect(result).toMatchObject({ key: revoked });
  expect(await findKey(db, key.id, clock)).toEqual(revoked);
  expect(await revokeKey(db, { id: nobody }, clock)).toEqual({ outcome: "not_found" });
  const rows = await world.audit("access_key");
  expect(rows.map(({ action_type }) => action_type)).toEqual([
    "access_key.created",
    "access_key.revoked",
  ]);
});

test("the records of a key belong to its user, or to nobody, and name it by its id", async () => {
  const { db, clock } = world;
  const expiresAt = new Date("2026-04-01T00:00:00Z");
  const own = await world.key({ userId, by: userId, expiresAt, name: "Ada's phone" });
  const theirs = await world.key({ serviceId, actsFor: [nobody] });
  await revokeKey(db, { id: theirs.key.id, by: userId }, clock);
  const ofUser = { user_id: userId, service_id: null };
  const ofService = { user_id: null, service_id: serviceId };
  const scopes = ["actions:propose"];
  expect(await world.audit("access_key")).toEqual([
    {
      user_id: userId,
      action_type: "access_key.created",
      target: own.key.id,
      result: { by: userId, ...ofUser, scopes, acts_for: [], expires_at: expiresAt.toISOString() },
    },
    {
      user_id: nilUser,
      action_type: "access_key.created",
      target: theirs.key.id,
      result: { by: null, ...ofService, scopes, acts_for: [nobody], expires_at: null },
    },
    {
      user_id: nilUser,
      action_type: "access_key.revoked",
      target: theirs.key.id,
      result: { by: userId, ...ofService },
    },
  ]);
});
