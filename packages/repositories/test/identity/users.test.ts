import type { UserRole } from "@handsfree/schema";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  changeUser,
  createUser,
  disableUser,
  enableUser,
  findUser,
  findUserByEmail,
  listUsers,
} from "../../src/entries/identity.ts";
import { nobody, tally, World } from "./world.ts";

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(() => world[Symbol.asyncDispose]());

test("a user is added, and found by their id and their address in any case", async () => {
  const { db, clock } = world;
  const created = await createUser(db, { email: "Ada@Example.org", displayName: "Ada" }, clock);
  expect(created).toEqual({
    outcome: "created",
    user: {
      id: expect.any(String) as string,
      email: "ada@example.org",
      displayName: "Ada",
      role: "member",
      disabledAt: null,
      createdAt: clock.now(),
    },
  });
  const user = "user" in created ? created.user : undefined;
  expect(await findUser(db, user?.id.toUpperCase() ?? "")).toEqual(user);
  expect(await findUserByEmail(db, "ADA@example.ORG")).toEqual(user);
  expect(await findUser(db, nobody)).toBeUndefined();
  expect(await findUserByEmail(db, "grace@example.org")).toBeUndefined();
});

test("no two users have one address or one id", async () => {
  const { db, clock } = world;
  await world.user({ id: nobody, email: "ada@example.org" });
  const again = (input: { email?: string; id?: string }) => createUser(db, input, clock);
  expect(await again({ email: "ADA@example.org" })).toEqual({ outcome: "email_taken" });
  expect(await again({ id: nobody })).toEqual({ outcome: "id_taken" });
  await world.user();
  await world.user();
  expect((await listUsers(db)).items).toHaveLength(3);
});

test("of 20 callers who add one address, one adds it", async () => {
  const { db, clock } = world;
  const results = await Promise.all(
    Array.from({ length: 20 }, () => createUser(db, { email: "ada@example.org" }, clock)),
  );
  expect(tally(results.map(({ outcome }) => outcome))).toEqual({ created: 1, email_taken: 19 });
  expect(await world.audit("user")).toHaveLength(1);
});

test("a row of an older release is a member, and its address is found in any case", async () => {
  const { db, clock } = world;
  await db
    .insertInto("users")
    .values({ id: nobody, email: "Ada@Example.org", display_name: null, created_at: clock.now() })
    .execute();
  expect(await findUserByEmail(db, "ada@example.org")).toMatchObject({
    id: nobody,
    email: "Ada@Example.org",
    role: "member",
  });
  expect(await createUser(db, { email: "ada@example.org" }, clock)).toEqual({
    outcome: "email_taken",
  });
  const change = { userId: nobody, email: "ada@example.org", role: "member" } as const;
  expect(await changeUser(db, change, clock)).toMatchObject({
    outcome: "changed",
    user: { email: "ada@example.org", role: "member" },
  });
  expect(await world.audit("user")).toMatchObject([{ result: { changed: ["email"] } }]);
});

test.for([
  "",
  "ada",
  "@example.org",
  "ada@",
  "a@b@c",
  "Ada <a@b.c>",
  "a b@c",
  `${"a".repeat(251)}@b.c`,
])("the address %j is refused", async (email) => {
  await expect(createUser(world.db, { email }, world.clock)).rejects.toMatchObject({
    code: "invalid_input",
    field: "email",
  });
  expect((await listUsers(world.db)).items).toEqual([]);
});

test("a user is changed, and what is left out stays", async () => {
  const { db, clock } = world;
  const { id: userId } = await world.user({ email: "ada@example.org", displayName: "Ada" });
  const change = (values: object) => changeUser(db, { userId, ...values }, clock);
  expect(await change({ email: "Lovelace@example.org" })).toMatchObject({
    outcome: "changed",
    user: { email: "lovelace@example.org", displayName: "Ada" },
  });
  expect(await change({ displayName: null, role: "approver" })).toMatchObject({
    outcome: "changed",
    user: { email: "lovelace@example.org", displayName: null, role: "approver" },
  });
  expect(await change({ role: "approver", email: "LOVELACE@example.org" })).toMatchObject({
    outcome: "unchanged",
  });
  expect(await change({})).toMatchObject({ outcome: "unchanged" });
  expect(await findUser(db, userId)).toMatchObject({ email: "lovelace@example.org" });
  await world.user({ email: "grace@example.org" });
  expect(await change({ email: "Grace@example.org" })).toEqual({ outcome: "email_taken" });
  expect(await changeUser(db, { userId: nobody, role: "admin" }, clock)).toEqual({
    outcome: "not_found",
  });
});

test("of 20 users who take one address, one gets it", async () => {
  const { db, clock } = world;
  const users = await Promise.all(Array.from({ length: 20 }, () => world.user()));
  const results = await Promise.all(
    users.map(({ id: userId }) => changeUser(db, { userId, email: "a@b.c" }, clock)),
  );
  expect(tally(results.map(({ outcome }) => outcome))).toEqual({ changed: 1, email_taken: 19 });
});

test("a user is disabled and enabled, once each", async () => {
  const { db, clock } = world;
  const user = await world.user();
  const input = { userId: user.id };
  const disabledAt = clock.now();
  expect(await disableUser(db, input, clock)).toEqual({
    outcome: "disabled",
    user: { ...user, disabledAt },
  });
  clock.advance(1000);
  expect(await disableUser(db, input, clock)).toMatchObject({
    outcome: "already_disabled",
    user: { disabledAt },
  });
  expect(await enableUser(db, input, clock)).toEqual({ outcome: "enabled", user });
  expect(await enableUser(db, input, clock)).toEqual({ outcome: "already_enabled", user });
  expect(await disableUser(db, { userId: nobody }, clock)).toEqual({ outcome: "not_found" });
  expect(await enableUser(db, { userId: nobody }, clock)).toEqual({ outcome: "not_found" });
});

describe("the last enabled admin", () => {
  test("can be neither disabled nor demoted, and can be once there is another", async () => {
    const { db, clock } = world;
    const { id: userId } = await world.user({ role: "admin" });
    const { id: other } = await world.user({ role: "admin" });
    expect(await disableUser(db, { userId: other }, clock)).toMatchObject({ outcome: "disabled" });
    expect(await disableUser(db, { userId }, clock)).toMatchObject({ outcome: "last_admin" });
    for (const role of ["member", "approver"] satisfies UserRole[]) {
      expect(await changeUser(db, { userId, role }, clock)).toMatchObject({
        outcome: "last_admin",
        user: { role: "admin" },
      });
    }
    const renamed = { userId, role: "admin", displayName: "Ada" } as const;
    expect(await changeUser(db, renamed, clock)).toMatchObject({ outcome: "changed" });
    // A disabled admin is none, so the role can go.
    expect(await changeUser(db, { userId: other, role: "member" }, clock)).toMatchObject({
      outcome: "changed",
    });
    await world.user({ role: "admin" });
    expect(await changeUser(db, { userId, role: "member" }, clock)).toMatchObject({
      outcome: "changed",
    });
  });

  test("is left, however many take the role away and disable at once", async () => {
    const { db, clock } = world;
    const admins = await Promise.all(
      Array.from({ length: 10 }, () => world.user({ role: "admin" })),
    );
    const results = await Promise.all(
      admins.flatMap(({ id: userId }, index) => [
        index % 2 === 0
          ? changeUser(db, { userId, role: "member" }, clock)
          : disableUser(db, { userId }, clock),
        changeUser(db, { userId, role: "approver" }, clock),
      ]),
    );
    const { items } = await listUsers(db);
    const left = items.filter(({ role, disabledAt }) => role === "admin" && disabledAt === null);
    expect(left).toHaveLength(1);
    expect(results.some(({ outcome }) => outcome === "last_admin")).toBe(true);
  });

  test("is left, when callers disable in transactions of their own at once", async () => {
    const { db, clock } = world;
    const admins = await Promise.all(
      Array.from({ length: 4 }, () => world.user({ role: "admin" })),
    );
    const settled = await Promise.allSettled(
      admins.map(({ id: userId }) =>
        db.transaction().execute((transaction) => disableUser(transaction, { userId }, clock)),
      ),
    );
    // Such a transaction can lose against another one, and its caller repeats it then.
    const failed = settled.filter(({ status }) => status === "rejected");
    const { items } = await listUsers(db);
    const left = items.filter(({ disabledAt }) => disabledAt === null);
    expect(left).toHaveLength(1 + failed.length);
  });
});

test("users are listed in pages, newest first", async () => {
  const { db, clock } = world;
  const ids: string[] = [];
  for (let n = 0; n < 5; n++) {
    ids.unshift((await world.user({ displayName: `user ${n}` })).id);
    clock.advance(n % 2);
  }
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listUsers(db, { limit: 2, cursor });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(ids);
});

test("each change is recorded with its author, and without the address and the name", async () => {
  const { db, clock } = world;
  const by = (await world.user({ role: "admin" })).id;
  const { id: userId } = await world.user({ email: "ada@example.org", displayName: "Ada", by });
  await changeUser(db, { userId, email: "l@example.org", displayName: "L", by }, clock);
  await changeUser(db, { userId, role: "approver", by }, clock);
  await disableUser(db, { userId, by }, clock);
  await enableUser(db, { userId, by: null }, clock);
  const rows = (await world.audit("user")).filter(({ user_id }) => user_id === userId);
  expect(rows.map(({ action_type, target, result }) => [action_type, target, result])).toEqual([
    ["user.created", userId, { by, role: "member" }],
    ["user.changed", userId, { by, changed: ["email", "display_name"] }],
    ["user.changed", userId, { by, changed: ["role"], role: "approver" }],
    ["user.disabled", userId, { by }],
    ["user.enabled", userId, { by: null }],
  ]);
  expect(JSON.stringify(rows)).not.toMatch(/example|Ada/);
});

test("a change of a caller's transaction is undone with it", async () => {
  const { db, clock } = world;
  const undone = db.transaction().execute(async (transaction) => {
    await createUser(transaction, { email: "ada@example.org" }, clock);
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  expect((await listUsers(db)).items).toEqual([]);
  expect(await world.audit("user")).toEqual([]);
});
