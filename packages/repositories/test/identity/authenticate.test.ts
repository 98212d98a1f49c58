import { accessScopeNames } from "@handsfree/schema";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  authenticate,
  changeUser,
  disableService,
  disableUser,
  enableUser,
  revokeKey,
} from "../../src/entries/identity.ts";
import { keyText } from "../../src/identity/key-text.ts";
import { nobody, World } from "./world.ts";

let world: World;
let userId: string;
let serviceId: string;
beforeEach(async () => {
  world = await World.open();
  // Another admin, so that the user can be disabled and demoted.
  await world.user({ role: "admin" });
  userId = (await world.user({ role: "admin", email: "ada@example.org" })).id;
  serviceId = (await world.service()).id;
});
afterEach(() => world[Symbol.asyncDispose]());

const ask = (text: string) => authenticate(world.db, text, world.clock);

test("a user is known by their key", async () => {
  const { key, text } = await world.key({ userId, scopes: ["commands:read", "actions:decide"] });
  expect(await ask(text)).toEqual({
    outcome: "authenticated",
    principal: {
      kind: "user",
      user: expect.objectContaining({ id: userId, email: "ada@example.org" }) as object,
    },
    key,
    scopes: ["actions:decide", "commands:read"],
    actsFor: [],
  });
});

test("a service is known by its key", async () => {
  const { key, text } = await world.key({ serviceId, actsFor: [nobody] });
  expect(await ask(text)).toEqual({
    outcome: "authenticated",
    principal: {
      kind: "service",
      service: expect.objectContaining({ id: serviceId, name: "planner" }) as object,
    },
    key,
    scopes: ["actions:propose"],
    actsFor: [nobody],
  });
});

describe("is refused:", () => {
  test.for(["", "Bearer", "hf_", "hf_user_0", `hf_${"a".repeat(34)}`])(
    "%j, which is malformed",
    async (text) => {
      expect(await ask(text)).toEqual({ outcome: "malformed" });
    },
  );

  test("a mistyped and a truncated key", async () => {
    const { text } = await world.key({ userId });
    expect(await ask(text.slice(0, -1))).toEqual({ outcome: "malformed" });
    const last = text.endsWith("0") ? "1" : "0";
    expect(await ask(text.slice(0, -1) + last)).toEqual({ outcome: "mistyped" });
  });

  test("a key that nobody was given", async () => {
    await world.key({ userId });
    expect(await ask(keyText("user"))).toEqual({ outcome: "unknown" });
    expect(await ask(keyText("service"))).toEqual({ outcome: "unknown" });
  });

  test("an expired key, from the instant on", async () => {
    const expiresAt = new Date(world.clock.now().getTime() + 1000);
    const { key, text } = await world.key({ userId, expiresAt });
    world.clock.advance(999);
    expect(await ask(text)).toMatchObject({ outcome: "authenticated" });
    world.clock.advance(1);
    expect(await ask(text)).toEqual({ outcome: "expired", keyId: key.id });
  });

  test("a revoked key, whether it has expired or not, and no other", async () => {
    const expiresAt = new Date(world.clock.now().getTime() + 1000);
    const { key, text } = await world.key({ userId, expiresAt });
    const other = await world.key({ userId });
    await revokeKey(world.db, { id: key.id }, world.clock);
    expect(await ask(text)).toEqual({ outcome: "revoked", keyId: key.id });
    world.clock.advance(1000);
    expect(await ask(text)).toEqual({ outcome: "revoked", keyId: key.id });
    expect(await ask(other.text)).toMatchObject({ outcome: "authenticated" });
  });

  test("a key of a disabled user, until they are enabled", async () => {
    const { db, clock } = world;
    const { key, text } = await world.key({ userId });
    await disableUser(db, { userId }, clock);
    expect(await ask(text)).toEqual({ outcome: "principal_disabled", keyId: key.id });
    await enableUser(db, { userId }, clock);
    expect(await ask(text)).toMatchObject({ outcome: "authenticated" });
  });

  test("a key of a disabled service, and of one that is gone", async () => {
    const { db, clock } = world;
    const { key, text } = await world.key({ serviceId });
    await disableService(db, { serviceId }, clock);
    expect(await ask(text)).toEqual({ outcome: "principal_disabled", keyId: key.id });
    await db.deleteFrom("services").execute();
    expect(await ask(text)).toEqual({ outcome: "principal_disabled", keyId: key.id });
  });

  test("what is no text", async () => {
    await expect(ask(7 as never)).rejects.toMatchObject({ code: "invalid_input", field: "text" });
  });
});

describe("admin", () => {
  test("implies all scopes for a user, while they have the role", async () => {
    const { db, clock } = world;
    const { text } = await world.key({ userId, scopes: ["admin", "privacy"] });
    expect(await ask(text)).toMatchObject({ scopes: accessScopeNames });
    await changeUser(db, { userId, role: "approver" }, clock);
    expect(await ask(text)).toMatchObject({ outcome: "authenticated", scopes: ["privacy"] });
    await changeUser(db, { userId, role: "admin" }, clock);
    expect(await ask(text)).toMatchObject({ scopes: accessScopeNames });
  });

  test("implies all scopes for a service but the one to decide", async () => {
    const { text } = await world.key({ serviceId, scopes: ["admin"] });
    expect(await ask(text)).toMatchObject({
      scopes: accessScopeNames.filter((scope) => scope !== "actions:decide"),
    });
  });
});

test("what a row says beyond what its key can have is ignored", async () => {
  const { db } = world;
  const service = await world.key({ serviceId });
  const scopes = JSON.stringify(["actions:decide", "audit:read", "of a later release"]);
  await db.updateTable("access_keys").set({ scopes }).where("id", "=", service.key.id).execute();
  expect(await ask(service.text)).toMatchObject({ scopes: ["audit:read"] });
  const user = await world.key({ userId });
  await db
    .updateTable("access_keys")
    .set({ acts_for: JSON.stringify([nobody]) })
    .where("id", "=", user.key.id)
    .execute();
  expect(await ask(user.text)).toMatchObject({ actsFor: [] });
});

test("callers at once are each told who they are", async () => {
  const keys = await Promise.all(
    Array.from({ length: 20 }, (_, n) => world.key(n % 2 === 0 ? { userId } : { serviceId })),
  );
  const texts = [...keys.map(({ text }) => text), keyText("user"), "foreign"];
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => texts)
      .flat()
      .map(ask),
  );
  for (const [n, answer] of answers.entries()) {
    const given = keys[n % texts.length];
    expect(answer).toMatchObject(
      given === undefined ? { outcome: /n/ } : { outcome: "authenticated", key: given.key },
    );
  }
});

test("in a transaction it sees the key that the transaction has made", async () => {
  const { db, clock } = world;
  const { text } = await world.key({ userId });
  await db.transaction().execute(async (transaction) => {
    await transaction
      .updateTable("users")
      .set({ role: "member" })
      .where("id", "=", userId)
      .execute();
    expect(await authenticate(transaction, text, clock)).toMatchObject({
      principal: { user: { role: "member" } },
    });
  });
});
