import { afterEach, beforeEach, expect, test } from "vitest";
import { findKey, identityLimits, KeyUse } from "../../src/entries/identity.ts";
import { nobody, World } from "./world.ts";

const minute = 60_000;

let world: World;
let ids: string[];
beforeEach(async () => {
  world = await World.open();
  const userId = (await world.user()).id;
  ids = [];
  for (let n = 0; n < 3; n++) ids.push((await world.key({ userId })).key.id);
});
afterEach(() => world[Symbol.asyncDispose]());

const lastUses = () =>
  Promise.all(ids.map(async (id) => (await findKey(world.db, id, world.clock))?.lastUsedAt));

test("uses are written at the end of their minute, the last one of each key", async () => {
  const { db, clock } = world;
  const uses = new KeyUse(db, clock);
  const [a = "", b = ""] = ids;
  uses.note(a);
  clock.advance(10_000);
  uses.note(b);
  clock.advance(10_000);
  const last = clock.now();
  uses.note(a);
  expect(await lastUses()).toEqual([null, null, null]);
  clock.advance(minute - 20_000);
  await uses.flush();
  expect(await lastUses()).toEqual([last, new Date(last.getTime() - 10_000), null]);
  expect(clock.timers).toBe(0);
  await uses.close();
});

test("a key that is used all the time is written once a minute", async () => {
  const { db, clock } = world;
  let writes = 0;
  const counting = db.withPlugin({
    transformQuery: ({ node }) => {
      if (node.kind === "UpdateQueryNode") writes++;
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  const uses = new KeyUse(counting, clock);
  for (let second = 1; second <= 180; second++) {
    uses.note(ids[0] ?? "");
    clock.advance(1000);
    // By then the timer has begun to write all, so this only waits.
    if (second % 60 === 0) await uses.flush();
  }
  await uses.close();
  expect(writes).toBe(3);
});

test("closing writes what waits, and nothing is noted afterwards", async () => {
  const { db, clock } = world;
  const uses = new KeyUse(db, clock);
  for (const id of ids) uses.note(id.toUpperCase());
  await uses.close();
  const at = clock.now();
  expect(await lastUses()).toEqual([at, at, at]);
  clock.advance(minute);
  uses.note(ids[0] ?? "");
  await uses.flush();
  expect(clock.timers).toBe(0);
  expect(await lastUses()).toEqual([at, at, at]);
});

test("what could not be written waits for the next time, and a later use replaces it", async () => {
  const { db, clock } = world;
  let isBroken = true;
  const failing = db.withPlugin({
    transformQuery: ({ node }) => {
      if (isBroken && node.kind === "UpdateQueryNode") throw new Error("broken");
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  const uses = new KeyUse(failing, clock);
  const [a = "", b = ""] = ids;
  const first = clock.now();
  uses.note(a);
  uses.note(b);
  await expect(uses.flush()).rejects.toThrow("broken");
  clock.advance(1000);
  uses.note(a);
  const second = clock.now();
  isBroken = false;
  await uses.flush();
  expect(await lastUses()).toEqual([second, first, null]);
  await uses.close();
});

test("it holds a limited number of keys, and a key that is gone is no failure", async () => {
  const { db, clock } = world;
  const uses = new KeyUse(db, clock);
  for (let n = 0; n < identityLimits.waitingUses; n++) {
    uses.note(nobody.slice(0, -5) + n.toString().padStart(5, "0"));
  }
  uses.note(ids[0] ?? "");
  await uses.flush();
  expect(await lastUses()).toEqual([null, null, null]);
  uses.note(ids[0] ?? "");
  await uses.close();
  expect(await lastUses()).toEqual([clock.now(), null, null]);
});

test("what is no id is refused", () => {
  const uses = new KeyUse(world.db, world.clock);
  expect(() => uses.note("key")).toThrow(/keyId is not a UUID/);
});
