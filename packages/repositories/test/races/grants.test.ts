import { describe, expect, test } from "vitest";
import { createUser } from "../../src/entries/identity.ts";
import { createPendingAction } from "../../src/entries/pending-actions.ts";
import { createGrant, findGrant, revokeGrant } from "../../src/entries/policies.ts";
import { rounds, tally } from "./callers.ts";
import { openFour, poolSizes } from "./four-databases.ts";

const approver = "019a2f6e-0000-7000-8000-000000000001";
const callers = 50;

describe.for(poolSizes)("on four databases with %d connections each", (poolSize) => {
  test(`of ${callers} proposals of 20 owners, a grant approves as many as it says`, async () => {
    await using four = await openFour(poolSize);
    await createUser(four.db(), { id: approver, role: "approver" }, four.clock);
    for (let round = 0; round < rounds; round++) {
      const maximumUses = 1 + four.draw(callers - 1);
      const grant = await giveGrant(four, maximumUses, round);
      const results = await four.race((db, n) => propose(db, four, n, round), callers);
      const confirmed = tally(results)["allowed"];
      expect(confirmed).toBe(maximumUses);
      expect((await findGrant(four.db(), grant, four.clock))?.uses).toBe(maximumUses);
    }
  });

  test("a grant that is revoked meanwhile has as many uses as actions that it confirmed", async () => {
    await using four = await openFour(poolSize);
    await createUser(four.db(), { id: approver, role: "approver" }, four.clock);
    for (let round = 0; round < rounds; round++) {
      const id = await giveGrant(four, 1000, round);
      const results = await four.race<{ readonly outcome: string }>(
        (db, n) =>
          n === callers / 2 ? revokeGrant(db, { id }, four.clock) : propose(db, four, n, round),
        callers,
      );
      const { allowed = 0 } = tally(results);
      const grant = await findGrant(four.db(), id, four.clock);
      expect(grant).toMatchObject({ state: "revoked", uses: allowed });
    }
  });
});

type Four = Awaited<ReturnType<typeof openFour>>;

async function giveGrant(four: Four, maximumUses: number, round: number): Promise<string> {
  const match = { types: [`round-${round}`] };
  const input = { userId: approver, match, maximumUses, expiresInSeconds: 60 };
  const created = await createGrant(four.db(), input, four.clock);
  if (created.outcome !== "created") throw new Error(created.outcome);
  return created.grant.id;
}

function propose(
  db: Parameters<typeof createPendingAction>[0],
  four: Four,
  n: number,
  round: number,
) {
  const userId = `019a2f6e-0000-7000-8000-0000000001${String(n % 20).padStart(2, "0")}`;
  const input = {
    userId,
    summary: "s",
    actionType: `round-${round}`,
    actionPayload: {},
    approvers: [approver],
  };
  return createPendingAction(db, input, four.clock);
}
