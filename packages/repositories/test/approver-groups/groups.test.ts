import { afterEach, beforeEach, expect, test } from "vitest";
import {
  addGroupMember,
  createApproverGroup,
  deleteApproverGroup,
  disableUser,
  findApproverGroup,
  listApproverGroups,
  listGroupMembers,
  removeGroupMember,
} from "../../src/entries/identity.ts";
import { Actions, owner } from "../pending-actions/actions.ts";
import { nilUser, nobody, tally, World } from "../identity/world.ts";

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(() => world[Symbol.asyncDispose]());

const create = (name: string) => createApproverGroup(world.db, { name }, world.clock);
const add = (group: string, userId: string) =>
  addGroupMember(world.db, { group, userId }, world.clock);
const remove = (group: string, userId: string) =>
  removeGroupMember(world.db, { group, userId }, world.clock);
const drop = (name: string) => deleteApproverGroup(world.db, { name }, world.clock);
const membersOf = async (name: string) =>
  (await listGroupMembers(world.db, name))?.map(({ userId }) => userId);

test("a group is added under a name of its own, found and listed", async () => {
  const { db, clock } = world;
  const by = (await world.user()).id;
  const created = await createApproverGroup(db, { name: "release", by }, clock);
  const group = {
    id: expect.any(String) as string,
    name: "release",
    createdAt: clock.now(),
    createdBy: by,
  };
  expect(created).toEqual({ outcome: "created", group });
  expect(await findApproverGroup(db, "release")).toEqual(group);
  expect(await findApproverGroup(db, "Release")).toBeUndefined();
  expect(await create("release")).toEqual({ outcome: "name_taken" });
  clock.advance(1000);
  await create("on call");
  const { items } = await listApproverGroups(db);
  expect(items.map(({ name }) => name)).toEqual(["on call", "release"]);
  expect(await membersOf("release")).toEqual([]);
  expect(await listGroupMembers(db, "no such group")).toBeUndefined();
});

test("of 20 callers who add one name, one adds it", async () => {
  const results = await Promise.all(Array.from({ length: 20 }, () => create("release")));
  expect(tally(results.map(({ outcome }) => outcome))).toEqual({ created: 1, name_taken: 19 });
  expect(await world.audit("approver_group")).toHaveLength(1);
});

test.for(["", " release", "re\u200blease", "r".repeat(201)])(
  "a group is not named %j",
  async (name) => {
    await expect(create(name)).rejects.toMatchObject({ code: "invalid_input", field: "name" });
  },
);

test("members are added and removed once, in their order, and only users are members", async () => {
  const { db, clock } = world;
  const [ada, grace] = [(await world.user()).id, (await world.user()).id];
  await create("release");
  expect(await add("release", ada)).toEqual({ outcome: "added" });
  clock.advance(1000);
  expect(await add("release", grace.toUpperCase())).toEqual({ outcome: "added" });
  expect(await add("release", ada)).toEqual({ outcome: "already_member" });
  expect(await add("other", ada)).toEqual({ outcome: "not_found" });
  expect(await add("release", nobody)).toEqual({ outcome: "user_not_found" });
  expect(await membersOf("release")).toEqual([ada, grace]);
  expect(await remove("release", ada)).toEqual({ outcome: "removed" });
  expect(await remove("release", ada)).toEqual({ outcome: "not_a_member" });
  expect(await remove("other", ada)).toEqual({ outcome: "not_found" });
  await disableUser(db, { userId: ada }, clock);
  expect(await add("release", ada)).toEqual({ outcome: "user_not_found" });
  expect(await membersOf("release")).toEqual([grace]);
});

test("of 20 callers who add one member, and then remove them, one does it", async () => {
  const ada = (await world.user()).id;
  await create("release");
  const twenty = Array.from({ length: 20 });
  const added = await Promise.all(twenty.map(() => add("release", ada)));
  expect(tally(added.map(({ outcome }) => outcome))).toEqual({ added: 1, already_member: 19 });
  const removed = await Promise.all(twenty.map(() => remove("release", ada)));
  expect(tally(removed.map(({ outcome }) => outcome))).toEqual({ removed: 1, not_a_member: 19 });
});

test("a group is deleted with its memberships, unless an action that waits asks it", async () => {
  const ada = (await world.user()).id;
  await create("release");
  await create("on call");
  await add("release", ada);
  const actions = Actions.on(world.db, world.clock);
  const { action, token } = await actions.propose();
  await actions.withTerms(action, { approver_group: "release", escalation_group: "on call" });
  for (const name of ["release", "on call"]) {
    expect(await drop(name)).toEqual({ outcome: "in_use", waiting: 1 });
  }
  await actions.cancel(owner, token);
  expect(await drop("release")).toEqual({ outcome: "deleted" });
  expect(await drop("release")).toEqual({ outcome: "not_found" });
  expect(await actions.count("approver_group_members")).toBe(0);
  await create("release");
  expect(await membersOf("release")).toEqual([]);
});

test("each change is on record: that of a group for nobody, that of a member for them", async () => {
  const ada = (await world.user()).id;
  const created = await create("release");
  await add("release", ada);
  await remove("release", ada);
  await drop("release");
  const target = "group" in created ? created.group.id : "";
  const result = { by: null, name: "release" };
  expect(await world.audit("approver_group")).toEqual([
    { user_id: nilUser, action_type: "approver_group.created", target, result },
    { user_id: ada, action_type: "approver_group.member_added", target, result },
    { user_id: ada, action_type: "approver_group.member_removed", target, result },
    { user_id: nilUser, action_type: "approver_group.deleted", target, result },
  ]);
});

test("a group has at most so many members", async () => {
  const ada = (await world.user()).id;
  await create("release");
  const { id: group_id = "" } = (await findApproverGroup(world.db, "release")) ?? {};
  const members = Array.from({ length: 1000 }, (_, n) => {
    const user_id = `019a2f6e-0000-7000-8000-00000000${String(n).padStart(4, "0")}`;
    const membership_key = `${group_id}/${user_id}`;
    return { membership_key, group_id, user_id, added_at: world.clock.now(), added_by: null };
  });
  await world.db.insertInto("approver_group_members").values(members).execute();
  expect(await add("release", ada)).toEqual({ outcome: "too_many", limit: 1000 });
});
