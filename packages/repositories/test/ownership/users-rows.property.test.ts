import { InvalidInputError } from "@handsfree/query";
import fc from "fast-check";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { listActionLogs } from "../../src/entries/action-logs.ts";
import { listCommands } from "../../src/entries/commands.ts";
import { findPendingAction } from "../../src/entries/pending-actions.ts";
import { eraseUser } from "../../src/entries/privacy.ts";
import type { PreparedCall } from "./attack.ts";
import { attacks } from "./attacks/index.ts";
import { differences, dumpAllBut } from "./dump.ts";
import { holdsRowOf, reveals, shown } from "./reveals.ts";
import { attacker, makeWorld, marker, victim, victimsDay, type World } from "./world.ts";

const seed = Number(process.env["HANDSFREE_SEED"] ?? Date.now() % 2 ** 31);
const rounds = inject("depth") === "deep" ? 30 : 10;
/** After which the attacker has used up what was their own. */
const roundsPerWorld = 10;
const signs = { marker, day: victimsDay };

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.db.destroy());

async function renewWorld(): Promise<void> {
  await world.db.destroy();
  world = await makeWorld();
}

const calls = fc.array(
  fc.record({ call: fc.oneof(...Object.values(attacks)), shouts: fc.boolean() }),
  { minLength: 1, maxLength: 60, size: "max" },
);

test(
  "nothing returns or changes another user's rows, by any argument",
  { timeout: 300_000 },
  async () => {
    process.stdout.write(`ownership: ${rounds} rounds, HANDSFREE_SEED=${seed}\n`);
    let round = 0;
    await fc.assert(
      fc.asyncProperty(calls, async (made) => {
        round += 1;
        if (round % roundsPerWorld === 0) await renewWorld();
        const problems = await attackWith(made);
        // What was changed must not be held against the next round.
        if (problems.length > 0) await renewWorld();
        expect(problems).toEqual([]);
      }),
      { seed, numRuns: rounds },
    );
  },
);

test("erasing the attacker, after all of that, changes no row of the victim's", async () => {
  await renewWorld();
  const { db, clock, pools } = world;
  const [made = []] = fc.sample(calls, { seed, numRuns: 1 });
  await attackWith(made);
  const before = await dumpAllBut(db, attacker);
  await eraseUser(db, { userId: attacker }, clock);
  const changes = differences(before, await dumpAllBut(db, attacker));
  // What says that it was done is new, and of none of the victim's rows.
  const names = [victim, ...pools.victim.actionIds, ...pools.victim.logIds];
  const isVictims = (change: string): boolean => names.some((name) => change.includes(name));
  expect(changes.filter((change) => change.startsWith("gone") || isVictims(change))).toEqual([]);
  expect(changes).not.toEqual([]);
});

/** All at once, beside the victim's own, since look-ups that wait can be one statement. */
async function attackWith(
  made: readonly { readonly call: PreparedCall; readonly shouts: boolean }[],
): Promise<string[]> {
  const { db, clock, pools } = world;
  const before = await dumpAllBut(db, attacker);
  const [seen] = await Promise.all([
    Promise.all(
      made.map(({ call, shouts }) => {
        const userId = shouts ? attacker.toUpperCase() : attacker;
        return call({ db, userId, context: clock }, pools).catch((error: unknown) => error);
      }),
    ),
    ...pools.victim.actionIds.map((id) => findPendingAction(db, { userId: victim, id }, clock)),
    listCommands(db, { userId: victim }, clock),
    listActionLogs(db, { userId: victim }),
  ]);
  return [
    ...seen.filter((one) => reveals(one, signs) || holdsRowOf(victim, one)).map(shown),
    ...seen
      .filter((one) => one instanceof Error && !(one instanceof InvalidInputError))
      .map(String),
    ...differences(before, await dumpAllBut(db, attacker)),
    ...(await linksToVictim()),
  ];
}

/** The attacker's commands that say they led to an action of the victim's. */
async function linksToVictim(): Promise<string[]> {
  const { db, pools } = world;
  const linked = await db
    .selectFrom("commands")
    .select("id")
    .where("user_id", "=", attacker)
    .where("pending_action_id", "in", pools.victim.actionIds)
    .execute();
  return linked.map(({ id }) => `the command ${id} leads to an action of the victim's`);
}
