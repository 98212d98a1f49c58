import { type AccessScope, accessScopeNames, type UserRole, userRoles } from "@handsfree/schema";
import fc from "fast-check";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import {
  authenticate,
  changeUser,
  createKey,
  disableService,
  disableUser,
  enableService,
  enableUser,
  revokeKey,
  rotateKey,
} from "../../src/entries/identity.ts";
import { World } from "./world.ts";

/** What a key is known to be. */
interface ModelKey {
  readonly id: string;
  readonly text: string;
  readonly isService: boolean;
  readonly scopes: readonly AccessScope[];
  readonly createdAt: number;
  expiresAt: number;
  isRevoked: boolean;
  isRotated: boolean;
}

/** What is known of the user and the service whose keys they are. */
interface Model {
  readonly userId: string;
  readonly serviceId: string;
  role: UserRole;
  isUserDisabled: boolean;
  isServiceDisabled: boolean;
  readonly keys: ModelKey[];
}

const scopes = fc.oneof(
  fc.constant<AccessScope[]>(["actions:propose"]),
  fc.uniqueArray(fc.constantFrom(...accessScopeNames), { minLength: 1 }),
);
// Few, so that some end at the same instant.
const seconds = fc.constantFrom(0, 1, 59, 60, 100);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant("create" as const),
      isService: fc.boolean(),
      scopes,
      life: fc.constantFrom(null, 60, 120),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constant("rotate" as const), key: fc.nat(), overlap: seconds }),
  },
  { weight: 4, arbitrary: fc.record({ does: fc.constant("wait" as const), seconds }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("revoke" as const), key: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant("switch" as const),
      isService: fc.boolean(),
      on: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant("promote" as const),
      role: fc.constantFrom(...userRoles),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const runs = inject("depth") === "deep" ? 100 : 25;

let world: World;
beforeAll(async () => {
  world = await World.open();
  // The last admin, so that the users of the histories can lose the role.
  await world.user({ role: "admin" });
});
afterAll(() => world[Symbol.asyncDispose]());

const now = (): number => world.clock.now().getTime();
const isDisabled = (model: Model, isService: boolean): boolean =>
  isService ? model.isServiceDisabled : model.isUserDisabled;

/** Takes a step, checks its outcome, and notes what it changes. */
async function take(model: Model, taken: Step): Promise<void> {
  const { db, clock } = world;
  switch (taken.does) {
    case "wait":
      return clock.advance(taken.seconds * 1000);
    case "create":
      return create(model, taken);
    case "promote":
      await changeUser(db, { userId: model.userId, role: taken.role }, clock);
      model.role = taken.role;
      return;
    case "switch": {
      const { isService, on } = taken;
      const { userId, serviceId } = model;
      if (isService) await (on ? enableService : disableService)(db, { serviceId }, clock);
      else await (on ? enableUser : disableUser)(db, { userId }, clock);
      model[isService ? "isServiceDisabled" : "isUserDisabled"] = !on;
      return;
    }
    default: {
      const key = model.keys[taken.key % Math.max(1, model.keys.length)];
      if (key === undefined) return;
      if (taken.does === "rotate") return rotate(model, key, taken.overlap);
      await revokeKey(db, { id: key.id }, clock);
      key.isRevoked = true;
    }
  }
}

async function create(
  model: Model,
  { isService, scopes: asked, life }: Step & { readonly does: "create" },
): Promise<void> {
  const { db, clock } = world;
  const principal = isService ? { serviceId: model.serviceId } : { userId: model.userId };
  const expiresAt = life === null ? null : new Date(now() + life * 1000);
  const making = createKey(db, { ...principal, name: "k", scopes: asked, expiresAt }, clock);
  if (isService && asked.includes("actions:decide")) {
    await expect(making).rejects.toMatchObject({ field: "scopes" });
    return;
  }
  const made = await making;
  const mayNot = !isService && asked.includes("admin") && model.role !== "admin";
  const refusal = isDisabled(model, isService) ? "principal_disabled" : mayNot && "not_an_admin";
  expect(made.outcome).toBe(refusal === false ? "created" : refusal);
  if (made.outcome !== "created") return;
  model.keys.push({
    id: made.key.id,
    text: made.text,
    isService,
    scopes: asked,
    createdAt: now(),
    expiresAt: expiresAt?.getTime() ?? Infinity,
    isRevoked: false,
    isRotated: false,
  });
}

async function rotate(model: Model, key: ModelKey, overlap: number): Promise<void> {
  const { db, clock } = world;
  const rotated = await rotateKey(db, { id: key.id, overlapSeconds: overlap }, clock);
  if (key.isRevoked) return expect(rotated.outcome).toBe("revoked");
  if (key.expiresAt <= now()) return expect(rotated.outcome).toBe("expired");
  if (key.isRotated) return expect(rotated.outcome).toBe("already_rotated");
  if (isDisabled(model, key.isService)) return expect(rotated.outcome).toBe("principal_disabled");
  if (rotated.outcome !== "rotated") throw new Error(rotated.outcome);
  const expiresAt = now() + key.expiresAt - key.createdAt;
  const { id } = rotated.key;
  model.keys.push({ ...key, id, text: rotated.text, createdAt: now(), expiresAt });
  key.isRotated = true;
  key.expiresAt = Math.min(key.expiresAt, now() + overlap * 1000);
}

/** Compares what each key is told with what is known of it. */
async function check(model: Model, seen: Set<string>): Promise<void> {
  const told = await Promise.all(
    model.keys.map(({ text }) => authenticate(world.db, text, world.clock)),
  );
  for (const [n, key] of model.keys.entries()) {
    const answer = told[n];
    const ended = key.isRevoked ? "revoked" : key.expiresAt <= now() && "expired";
    const refusal = ended || (isDisabled(model, key.isService) && "principal_disabled");
    const expected = refusal === false ? "authenticated" : refusal;
    expect(answer?.outcome).toBe(expected);
    seen.add(expected);
    expect(answer).toMatchObject(
      expected === "authenticated" ? { scopes: scopesOf(model, key) } : { keyId: key.id },
    );
  }
}

function scopesOf({ role }: Model, key: ModelKey): AccessScope[] {
  const isAll = key.scopes.includes("admin") && (key.isService || role === "admin");
  const granted = isAll ? accessScopeNames : key.scopes.filter((scope) => scope !== "admin");
  const allowed = new Set(granted.filter((scope) => !key.isService || scope !== "actions:decide"));
  return accessScopeNames.filter((scope) => allowed.has(scope));
}

test("each key is at all times what its history says", async () => {
  let names = 0;
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 25 }), async (steps) => {
      const model: Model = {
        userId: (await world.user({ role: "admin" })).id,
        serviceId: (await world.service({ name: `service ${++names}` })).id,
        role: "admin",
        isUserDisabled: false,
        isServiceDisabled: false,
        keys: [],
      };
      for (const taken of steps) {
        await take(model, taken);
        await check(model, seen);
      }
      // No admin stays, so that the locks of the next history are few.
      await changeUser(world.db, { userId: model.userId, role: "member" }, world.clock);
    }),
    { numRuns: runs },
  );
  const expected = ["authenticated", "expired", "revoked", "principal_disabled"];
  // Few histories need not come to all.
  expect(runs < 100 ? [] : expected.filter((outcome) => !seen.has(outcome))).toEqual([]);
});
