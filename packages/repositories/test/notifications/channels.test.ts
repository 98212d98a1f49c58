import { afterEach, beforeEach, expect, test } from "vitest";
import {
  changeNotificationChannel,
  createNotificationChannel,
  findNotificationChannel,
  findSlackPerson,
  linkSlackChannel,
  listNotificationChannels,
  type NewNotificationChannel,
  notificationLimits,
} from "../../src/entries/notifications.ts";
import { disableUser } from "../../src/entries/identity.ts";
import { openAddress } from "../../src/notifications/sealed-address.ts";
import { World } from "../identity/world.ts";
import { addChannel, ofBrowser, signingKey, topic } from "./notifying.ts";

let world: World;
let userId: string;
beforeEach(async () => {
  world = await World.open();
  userId = (await world.user({ email: "ada@example.com" })).id;
});
afterEach(() => world[Symbol.asyncDispose]());

const create = (input: Partial<NewNotificationChannel>) =>
  createNotificationChannel(
    world.db,
    { userId, address: ofBrowser, signingKey, ...input },
    world.clock,
  );
const add = (input: Partial<NewNotificationChannel>) =>
  addChannel(world.db, world.clock, { userId, ...input });
const rows = () => world.db.selectFrom("notification_channels").selectAll().execute();

test("a channel shows nothing of actions by default, and its address is sealed", async () => {
  const channel = await add({ by: userId });
  expect(channel).toEqual({
    id: expect.any(String) as string,
    userId,
    kind: "web_push",
    name: null,
    shownAddress: "https://push.example",
    profiles: null,
    quietHours: null,
    content: "none",
    state: "enabled",
    disabledBecause: null,
    disabledAt: null,
    failingSince: null,
    createdAt: world.clock.now(),
    updatedAt: world.clock.now(),
  });
  const [row] = await rows();
  expect(JSON.stringify(row)).not.toContain("push.example/1");
  expect(JSON.stringify(row)).not.toContain(ofBrowser.p256dh);
  const sealed = row?.sealed_address ?? "";
  expect(openAddress(signingKey, channel.id, sealed)).toEqual(ofBrowser);
  expect(openAddress(signingKey, userId, sealed)).toBeUndefined();
  expect(openAddress(new Uint8Array(32), channel.id, sealed)).toBeUndefined();
  expect(await world.audit("notification_channel")).toEqual([
    {
      user_id: userId,
      action_type: "notification_channel.created",
      target: channel.id,
      result: { by: userId, kind: "web_push" },
    },
  ]);
});

test("one person's browser has one channel, and no other person's", async () => {
  const { id } = await add({ name: "phone" });
  const auth = Buffer.alloc(16, 1).toString("base64url");
  const again = await create({ address: { ...ofBrowser, auth }, content: "summary" });
  expect(again).toMatchObject({
    outcome: "replaced",
    channel: { id, name: "phone", content: "summary", state: "enabled" },
  });
  const [row] = await rows();
  expect(openAddress(signingKey, id, row?.sealed_address ?? "")).toMatchObject({ auth });
  const other = (await world.user()).id;
  expect(await create({ userId: other })).toEqual({ outcome: "address_taken" });
  expect((await create({ userId: other, address: topic("t") })).outcome).toBe("created");
  expect((await create({ address: topic("t") })).outcome).toBe("created");
  expect(await findNotificationChannel(world.db, { userId: other, id })).toBeUndefined();
});

test("the address of e-mail is that of the account", async () => {
  expect(await add({ address: { kind: "email" } })).toMatchObject({
    kind: "email",
    shownAddress: null,
  });
  const other = (await world.user()).id;
  expect(await create({ userId: other, address: { kind: "email" } })).toEqual({
    outcome: "no_email",
  });
});

test("a channel of Slack waits for the code that its person enters there", async () => {
  const created = await create({ address: { kind: "slack" } });
  if (created.outcome !== "created") throw new Error(created.outcome);
  const { channel, link } = created;
  expect(channel).toMatchObject({ state: "unlinked", shownAddress: null });
  expect(link?.code).toMatch(/^[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}$/);
  expect(JSON.stringify(await rows())).not.toContain(link?.code.slice(0, 4));
  const enabling = { userId, id: channel.id, enabled: true };
  expect((await changeNotificationChannel(world.db, enabling, world.clock)).outcome).toBe(
    "unlinked",
  );
});

test("a code links one member of Slack, once and within ten minutes, to its person", async () => {
  const member = { team: "T1", user: "U1" };
  const codeOf = async (owner: string) => {
    const created = await create({ userId: owner, address: { kind: "slack" } });
    if (created.outcome !== "created") throw new Error(created.outcome);
    return created.link?.code ?? "";
  };
  const link = (code: string, who = member) =>
    linkSlackChannel(world.db, { code, member: who, signingKey }, world.clock);
  const find = (who = member) => findSlackPerson(world.db, { member: who, signingKey });

  const old = await codeOf(userId);
  const late = await codeOf(userId);
  expect((await link(old)).outcome).toBe("not_found");
  world.clock.advance(10 * 60_000);
  expect((await link(late)).outcome).toBe("not_found");
  const code = await codeOf(userId);
  expect(await find()).toBeUndefined();
  const linked = await link(` ${code.toLowerCase().replaceAll("-", " ")}`);
  expect(linked).toMatchObject({
    outcome: "linked",
    channel: { userId, kind: "slack", state: "enabled", shownAddress: "T1/U1" },
  });
  expect(await find()).toMatchObject({ user: { id: userId } });
  expect(await find({ team: "T2", user: "U1" })).toBeUndefined();
  expect((await link(code, { team: "T1", user: "U2" })).outcome).toBe("not_found");

  const other = (await world.user()).id;
  expect((await link(await codeOf(other))).outcome).toBe("address_taken");
  await disableUser(world.db, { userId }, world.clock);
  expect(await find()).toBeUndefined();
});

test("a person has up to twenty channels, in order", async () => {
  const limit = notificationLimits.channelsOfPerson;
  for (let index = 0; index < limit; index++) {
    await add({ address: topic(`t${index}`) });
    world.clock.advance(1);
  }
  expect(await create({ address: topic("more") })).toEqual({ outcome: "too_many", limit });
  // The person's own address is no further channel.
  expect((await create({ address: topic("t0") })).outcome).toBe("replaced");
  const channels = await listNotificationChannels(world.db, userId);
  expect(channels.length).toBe(limit);
});

test("of callers who add one ofBrowser at once, one adds it", async () => {
  const results = await Promise.all(Array.from({ length: 10 }, () => create({})));
  const outcomes = results.map(({ outcome }) => outcome).toSorted();
  expect(outcomes[0]).toBe("created");
  expect(new Set(outcomes.slice(1))).toEqual(new Set(["replaced"]));
  expect((await rows()).length).toBe(1);
});

test("a change is recorded by what it changed, and what is left out stays", async () => {
  const { id } = await add({ name: "phone", profiles: ["workout"] });
  const change = { userId, id, content: "summary", quietHours: null, enabled: false } as const;
  expect(await changeNotificationChannel(world.db, change, world.clock)).toMatchObject({
    outcome: "changed",
    channel: {
      name: "phone",
      profiles: ["workout"],
      content: "summary",
      state: "disabled",
      disabledBecause: "requested",
    },
  });
  const other = { userId: (await world.user()).id, id, name: "mine" };
  expect(await changeNotificationChannel(world.db, other, world.clock)).toEqual({
    outcome: "not_found",
  });
  const changes = await world.audit("notification_channel");
  expect(new Set(changes.map(({ action_type, result }) => [action_type, result]))).toEqual(
    new Set([
      ["notification_channel.created", { by: null, kind: "web_push" }],
      [
        "notification_channel.changed",
        { by: null, kind: "web_push", changed: ["quiet_hours", "content"] },
      ],
      ["notification_channel.disabled", { by: null, kind: "web_push", because: "requested" }],
    ]),
  );
});

test.for([
  [{ ...ofBrowser, endpoint: "http://push.example/1" }, "address.endpoint"],
  [{ ...ofBrowser, endpoint: "push.example" }, "address.endpoint"],
  [{ ...ofBrowser, p256dh: Buffer.alloc(65).toString("base64url") }, "address.p256dh"],
  [{ ...ofBrowser, auth: "AAAA" }, "address.auth"],
  [{ kind: "ntfy", url: "https://ntfy.example/a/b" }, "address.url"],
  [{ kind: "ntfy", url: "https://ntfy.example/" }, "address.url"],
  [{ kind: "ntfy", url: "https://ada:secret@ntfy.example/t" }, "address.url"],
] as const)("an address such as %j is refused", async ([address, field]) => {
  await expect(create({ address })).rejects.toMatchObject({ code: "invalid_input", field });
});
