import { afterEach, beforeEach, expect, test } from "vitest";
import {
  beginOpenIdSignIn,
  createChallenge,
  removeExpiredChallenges,
  sessionLimits,
  takeChallenge,
  takeOpenIdRequest,
} from "../../src/entries/sessions.ts";
import { maintenanceJobs } from "../../src/index.ts";
import { secretText } from "../../src/sessions/secret-texts.ts";
import { nobody, tally, World } from "../identity/world.ts";

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(() => world[Symbol.asyncDispose]());

async function challenge(userId?: string): Promise<string> {
  const purpose = userId === undefined ? "passkey_sign_in" : "passkey_registration";
  const created = await createChallenge(world.db, { purpose, userId }, world.clock);
  if (created.outcome !== "created") throw new Error(created.outcome);
  return created.value;
}
const waiting = () => world.db.selectFrom("sign_in_challenges").selectAll().execute();

test("a challenge is taken once, whoever is first", async () => {
  const { db, clock } = world;
  const value = await challenge();
  const answer = { value, purpose: "passkey_sign_in" } as const;
  const taken = await Promise.all(
    Array.from({ length: 8 }, () => takeChallenge(db, answer, clock)),
  );
  expect(tally(taken.map(String))).toEqual({ true: 1, false: 7 });
  expect(await waiting()).toEqual([]);
});

test("a challenge is for its purpose and its user", async () => {
  const { db, clock } = world;
  const purpose = "passkey_registration";
  const wrong = [
    { value: await challenge(), purpose },
    { value: await challenge(nobody), purpose: "passkey_sign_in", userId: nobody },
    { value: await challenge(nobody), purpose },
    { value: "never made", purpose, userId: nobody },
  ] as const;
  for (const answer of wrong) expect(await takeChallenge(db, answer, clock)).toBe(false);
  const right = { value: await challenge(nobody), purpose, userId: nobody } as const;
  expect(await takeChallenge(db, right, clock)).toBe(true);
});

test("a challenge lasts 5 minutes, and is removed by the maintenance afterwards", async () => {
  const { db, clock } = world;
  const [a, b] = [await challenge(), await challenge()];
  clock.advance(5 * 60_000 - 1);
  expect(await takeChallenge(db, { value: a, purpose: "passkey_sign_in" }, clock)).toBe(true);
  expect(await removeExpiredChallenges(db, clock)).toBe(0);
  clock.advance(1);
  expect(await takeChallenge(db, { value: b, purpose: "passkey_sign_in" }, clock)).toBe(false);
  await challenge();
  clock.advance(5 * 60_000);
  const job = maintenanceJobs().find(({ name }) => name === "remove_challenges");
  expect(await job?.run({ db, context: clock })).toEqual({ removed: 1 });
  expect(await waiting()).toEqual([]);
});

test("a stranger cannot fill the table", async () => {
  const { db, clock } = world;
  const value = { purpose: "openid", user_id: null, created_at: clock.now() } as const;
  const expires_at = new Date(clock.now().getTime() + 1000);
  const rows = Array.from({ length: sessionLimits.challenges }, (_, n) => ({
    ...value,
    challenge_sha256: String(n),
    expires_at,
  }));
  for (let n = 0; n < rows.length; n += 1000) {
    await db
      .insertInto("sign_in_challenges")
      .values(rows.slice(n, n + 1000))
      .execute();
  }
  const purpose = "passkey_sign_in";
  expect(await createChallenge(db, { purpose }, clock)).toEqual({ outcome: "too_many" });
  expect(await beginOpenIdSignIn(db, clock)).toBeUndefined();
  clock.advance(1000);
  expect(await createChallenge(db, { purpose }, clock)).toMatchObject({ outcome: "created" });
});

test("a request of OpenID is known by the browser's secret, once, and none of it is stored", async () => {
  const { db, clock } = world;
  const request = await beginOpenIdSignIn(db, clock);
  const { secret = "" } = request ?? {};
  const stored = JSON.stringify(await waiting());
  expect(new Set(Object.values(request ?? {})).size).toBe(4);
  for (const part of Object.values(request ?? {})) {
    expect(part.length).toBeGreaterThanOrEqual(43);
    expect(stored).not.toContain(part);
  }
  expect(await takeOpenIdRequest(db, secretText("openid"), clock)).toBeUndefined();
  expect(await takeOpenIdRequest(db, "state", clock)).toBeUndefined();
  expect(await takeOpenIdRequest(db, secret, clock)).toEqual(request);
  expect(await takeOpenIdRequest(db, secret, clock)).toBeUndefined();
});
