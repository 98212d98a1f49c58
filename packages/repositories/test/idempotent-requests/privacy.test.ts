import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { v7 } from "uuid";
import { afterEach, beforeEach, expect, test } from "vitest";
import { IdempotentRequests } from "../../src/entries/idempotency.ts";
import { createUser } from "../../src/entries/identity.ts";
import { eraseUser, exportUser, previewErasure } from "../../src/entries/privacy.ts";
import { request } from "./request.ts";

const person = request.callerId;
const other = v7();
let db: Kysely<Database>;
const clock = new TestClock();
beforeEach(async () => {
  db = await openTestDatabase();
  for (const id of [person, other]) await createUser(db, { id }, clock);
  const requests = new IdempotentRequests(db, clock);
  for (const [callerId, key] of [
    [person, "answered"],
    [other, "answered"],
    [other, "secret"],
    [other, "lost"],
  ] as const) {
    const begun = await requests.begin({ ...request, callerId, key });
    if (begun.outcome !== "begun") throw new Error(begun.outcome);
    const answer = { status: 200, location: null, body: `{"decided_by":"${person}"}` };
    if (key === "answered") await requests.keep(begun.ownedKey, answer);
    else if (key === "secret") await requests.keep(begun.ownedKey, { ...answer, body: null });
    else await requests.lose(begun.ownedKey);
  }
});
afterEach(() => db.destroy());

test("an erasure deletes the person's requests, and the answers that others have kept", async () => {
  const counts = { idempotent_requests: { deleted: 1, cleared: 1 } };
  expect(await previewErasure(db, person)).toMatchObject(counts);
  expect((await eraseUser(db, { userId: person }, clock)).counts).toMatchObject(counts);
  const rows = await db.selectFrom("idempotent_requests").selectAll().execute();
  expect(rows).toHaveLength(3);
  expect(JSON.stringify(rows)).not.toContain(person);
  // The others' requests are still carried out once.
  const again = { ...request, callerId: other, key: "answered" };
  const outcome = await new IdempotentRequests(db, clock).begin(again);
  expect(outcome).toEqual({ outcome: "not_kept", answer: { status: 200, location: null } });
});

test("an export has the person's requests without their answers", async () => {
  const records: { type: string }[] = [];
  for await (const line of exportUser(db, person, clock)) {
    records.push(JSON.parse(line) as { type: string });
  }
  expect(records.filter(({ type }) => type === "idempotent_request")).toEqual([
    {
      type: "idempotent_request",
      data: {
        caller_id: person,
        route: "POST /v1/users",
        state: "answered",
        status: 200,
        location: null,
        created_at: clock.now().toISOString(),
        ended_at: clock.now().toISOString(),
      },
    },
  ]);
});
