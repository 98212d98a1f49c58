import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Attack } from "./attack.ts";
import { attacks } from "./attacks/index.ts";
import { differences, dumpAllBut } from "./dump.ts";
import { reveals } from "./reveals.ts";
import { attacker, makeWorld, marker, victim, victimsDay, type World } from "./world.ts";

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.db.destroy());

/** They answer with no row, or with one that says what the caller said alone. */
const silent = new Set([
  "heartbeatAction",
  "releaseAction",
  "createGithubConnection",
  "removeGithubConnection",
  "setRepoPolicy",
  "removeRepoPolicy",
  "createAgentTask",
  "heartbeatAgentTask",
  // Events hold ids alone.
  "listEvents",
  "followEvents",
  // Types of actions, and numbers.
  "countActionLogs",
  "countPendingActions",
]);
const isRead = /^(?:find|follow|list|count|export)/;

/** Without this the property would hold of calls that never come near a row. */
test.for(Object.entries(attacks))(
  "the calls of %s see and change the victim's rows when they are the victim's own",
  async ([name, calls]) => {
    const needed = { saw: !silent.has(name), changed: !isRead.test(name) };
    expect(await whatVictimCan(calls, needed)).toEqual(needed);
  },
);

const refused = Symbol("refused");

/** @returns as soon as it is what is needed. */
async function whatVictimCan(
  calls: Attack,
  needed: { readonly saw: boolean; readonly changed: boolean },
): Promise<{ saw: boolean; changed: boolean }> {
  const { db, clock, pools } = world;
  const before = needed.changed ? await dumpAllBut(db, attacker) : new Set<string>();
  const could = { saw: false, changed: false };
  for (const call of fc.sample(calls, 500)) {
    const caller = { db, userId: victim, context: clock };
    const seen = await call(caller, pools).catch(() => refused);
    // The calls that count are those that do something, so a look at all tables would be in vain.
    if (seen === refused) continue;
    could.saw ||= needed.saw && reveals(seen, { marker, day: victimsDay });
    could.changed ||=
      needed.changed && differences(before, await dumpAllBut(db, attacker)).length > 0;
    if (could.saw === needed.saw && could.changed === needed.changed) break;
  }
  return could;
}
