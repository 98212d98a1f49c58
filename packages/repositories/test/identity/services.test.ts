import { afterEach, beforeEach, expect, test } from "vitest";
import {
  createService,
  disableService,
  enableService,
  findService,
  listServices,
} from "../../src/entries/identity.ts";
import { nilUser, nobody, tally, World } from "./world.ts";

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(() => world[Symbol.asyncDispose]());

test("a service is added under a name of its own, and found", async () => {
  const { db, clock } = world;
  const by = (await world.user()).id;
  const service = await world.service({ name: "planner", kind: "agent", by });
  expect(service).toEqual({
    id: expect.any(String) as string,
    name: "planner",
    kind: "agent",
    createdAt: clock.now(),
    createdBy: by,
    disabledAt: null,
  });
  expect(await findService(db, service.id)).toEqual(service);
  expect(await findService(db, nobody)).toBeUndefined();
  expect(await createService(db, { name: "planner", kind: "worker" }, clock)).toEqual({
    outcome: "name_taken",
  });
});

test("of 20 callers who add one name, one adds it", async () => {
  const { db, clock } = world;
  const results = await Promise.all(
    Array.from({ length: 20 }, () => createService(db, { name: "merger", kind: "worker" }, clock)),
  );
  expect(tally(results.map(({ outcome }) => outcome))).toEqual({ created: 1, name_taken: 19 });
  expect(await world.audit("service_account")).toHaveLength(1);
});

test("services are listed in pages, newest first", async () => {
  for (const name of ["a", "b", "c"]) await world.service({ name });
  const first = await listServices(world.db, { limit: 2 });
  expect(first.items.map(({ name }) => name)).toEqual(["c", "b"]);
  const second = await listServices(world.db, { cursor: first.nextCursor ?? "" });
  expect(second.items.map(({ name }) => name)).toEqual(["a"]);
  expect(second.nextCursor).toBeNull();
});

test("of 20 callers who disable a service, and then enable it, one does it, and it is recorded", async () => {
  const { db, clock } = world;
  const { id: serviceId } = await world.service();
  const twenty = Array.from({ length: 20 });
  const disabled = await Promise.all(twenty.map(() => disableService(db, { serviceId }, clock)));
  expect(tally(disabled.map(({ outcome }) => outcome))).toEqual({
    disabled: 1,
    already_disabled: 19,
  });
  expect(await findService(db, serviceId)).toMatchObject({ disabledAt: clock.now() });
  const enabled = await Promise.all(twenty.map(() => enableService(db, { serviceId }, clock)));
  expect(tally(enabled.map(({ outcome }) => outcome))).toEqual({ enabled: 1, already_enabled: 19 });
  expect(await findService(db, serviceId)).toMatchObject({ disabledAt: null });
  expect(await world.audit("service_account")).toEqual(
    [
      { action_type: "service_account.created", result: { by: null, kind: "agent" } },
      { action_type: "service_account.disabled", result: { by: null } },
      { action_type: "service_account.enabled", result: { by: null } },
    ].map((row) => ({ user_id: nilUser, target: serviceId, ...row })),
  );
  expect(await disableService(db, { serviceId: nobody }, clock)).toEqual({ outcome: "not_found" });
  expect(await enableService(db, { serviceId: nobody }, clock)).toEqual({ outcome: "not_found" });
});
