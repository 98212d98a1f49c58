import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { eraseUser, previewErasure } from "../../src/index.ts";
import { mentionsOf } from "../../src/erasure/mentions.ts";
import { readings } from "../../src/erasure/readings.ts";
import { insertAction, insertEvent, insertLog } from "../rows.ts";
import { insertPerson, newPerson, type Person } from "./person.ts";

let db: Kysely<Database>;
let clock: TestClock;
let ada: Person;
let bob: Person;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
  ada = { ...newPerson("ada"), email: "Ada+Ünal/o@example.org" };
  bob = newPerson("bob");
  await insertPerson(db, ada, bob, clock.now());
});
afterEach(() => db.destroy());

const unit = (letter: string): string => letter.charCodeAt(0).toString(16).padStart(4, "0");
const percent = (text: string): string =>
  Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");

/** Ways to write a text, which say the same. */
const spellings: Readonly<Record<string, (text: string) => string>> = {
  "each letter as a JSON escape": (text) =>
    `{"by":"${text.replaceAll(/[^]/g, (letter) => `\\u${unit(letter)}`)}"}`,
  "in upper-case digits": (text) =>
    `{"by":"${text.replaceAll(/[^]/g, (letter) => `\\u${unit(letter).toUpperCase()}`)}"}`,
  "every other letter as one": (text) =>
    `{"by":"${text.replaceAll(/([^])([^])/g, (_both, one: string, two: string) => `\\u${unit(one)}${two}`)}"}`,
  "+ and @ alone, as .NET does": (text) =>
    `{"by":"${text.replaceAll(/[+@-]/g, (letter) => `\\u${unit(letter)}`)}"}`,
  "the slash, as PHP does": (text) => `{"by":"${text.replaceAll("/", "\\/")}"}`,
  "in ASCII, as Python does": (text) =>
    `{"by":"${text.replaceAll(/[^ -~]/g, (letter) => `\\u${unit(letter)}`)}"}`,
  "in JSON in JSON": (text) =>
    JSON.stringify({
      body: `{"by":"${text.replaceAll(/[a-f+@]/g, (letter) => `\\u${unit(letter)}`)}"}`,
    }),
  "in JSON in JSON in JSON": (text) =>
    JSON.stringify(JSON.stringify(`{"by":"\\u${unit(text)}${text.slice(1)}"}`)),
  "in a form": (text) => new URLSearchParams({ payload: JSON.stringify({ by: text }) }).toString(),
  "in a form, each byte escaped": (text) => `payload=${percent(JSON.stringify({ by: text }))}`,
  "in a form, with JSON escapes": (text) =>
    new URLSearchParams({
      payload: `{"by":"${text.replaceAll(/[^]/g, (letter) => `\\u${unit(letter)}`)}"}`,
    }).toString(),
  "in a form, after a space": (text) => new URLSearchParams({ message: `by ${text}` }).toString(),
  "in a link": (text) =>
    JSON.stringify({ url: `https://x.example/?by=${encodeURIComponent(text)}` }),
  "in a link in a link": (text) =>
    `https://x.example/?to=${encodeURIComponent(`https://y.example/?by=${encodeURIComponent(text)}`)}`,
  "in other case": (text) => JSON.stringify({ by: text.toLowerCase().toUpperCase() }),
  "after an escape": (text) => JSON.stringify(`by\n${text}.`),
};

describe.for(["email", "userId"] as const)("a person named by %s", (name) => {
  test.for(Object.keys(spellings))("%s", async (how) => {
    const text = spellings[how]?.(ada[name]) ?? "";
    const at = clock.now();
    const event = await insertEvent(db, "processed", { body: Buffer.from(text), received_at: at });
    const logs = [
      await insertLog(db, { user_id: bob.userId, request: JSON.stringify(text), created_at: at }),
      await insertLog(db, { user_id: bob.userId, target: text.slice(0, 900), created_at: at }),
    ];
    if (text.startsWith("{")) {
      logs.push(await insertLog(db, { user_id: bob.userId, result: text, created_at: at }));
    }
    const action = await insertAction(db, "succeeded", {
      user_id: bob.userId,
      execution_result: JSON.stringify(text),
      decision_reason: text.slice(0, 900),
      created_at: at,
    });
    const preview = await previewErasure(db, ada.userId);
    const { counts } = await eraseUser(db, { userId: ada.userId }, clock);
    expect(counts).toEqual(preview);

    const events = await db
      .selectFrom("webhook_events")
      .select("body")
      .where("id", "=", event)
      .execute();
    expect(events).toEqual([{ body: null }]);
    const left = await db
      .selectFrom("action_logs")
      .select(["request", "target", "result"])
      .where("id", "in", logs)
      .execute();
    for (const log of left) expect(log).toEqual({ request: null, target: null, result: null });
    const actions = await db
      .selectFrom("pending_actions")
      .select(["execution_result", "decision_reason"])
      .where("id", "=", action)
      .execute();
    expect(actions).toEqual([{ execution_result: null, decision_reason: null }]);
  });
});

test.for([
  ["an escaped letter before it", (email: string) => `{"by":"\\u0061${email}"}`],
  ["an escaped letter after it", (email: string) => `{"by":"${email}\\u0061"}`],
  ["a percent escape before it", (email: string) => `by=%61${email.replace("+", "%2B")}`],
  ["another letter in it", (email: string) => `{"by":"\\u0062${email.slice(1)}"}`],
] as const)("whose address has %s is another person", async ([, spell]) => {
  const text = spell(ada.email);
  expect(mentionsOf({ ...ada, installationIds: [] }).isIn(text)).toBe(false);
  const event = await insertEvent(db, "processed", {
    body: Buffer.from(text),
    received_at: clock.now(),
  });
  await eraseUser(db, { userId: ada.userId }, clock);
  const rows = await db
    .selectFrom("webhook_events")
    .select("body")
    .where("id", "=", event)
    .execute();
  expect(rows.map(({ body }) => Buffer.from(body ?? "").toString())).toEqual([text]);
});

test.for([
  ["with an escaped name", (id: number) => `{"\\u0069nstallation":{"\\u0069d":${id}}}`],
  [
    "in a form",
    (id: number) => new URLSearchParams({ payload: `{"installation":{"id":${id}}}` }).toString(),
  ],
  [
    "in a form, each byte escaped",
    (id: number) => `payload=${percent(`{"installation":{"id":${id}}}`)}`,
  ],
  ["with a fraction of nothing", (id: number) => `{"installation":{"id":${id}.0}}`],
] as const)("a delivery is of an installation %s", async ([, spell]) => {
  const body = Buffer.from(spell(ada.installationId));
  const event = await insertEvent(db, "processed", { body, received_at: clock.now() });
  await eraseUser(db, { userId: ada.userId }, clock);
  const rows = await db
    .selectFrom("webhook_events")
    .select("body")
    .where("id", "=", event)
    .execute();
  expect(rows).toEqual([{ body: null }]);
});

// With a reading that is worse than linear this does not end in time.
test("half a megabyte of escapes takes no detours, and no reading is longer than the text", () => {
  const { isIn } = mentionsOf({ ...ada, installationIds: [] });
  for (const piece of [
    "\\",
    "\\\\",
    "%",
    "%25",
    "\\u005c",
    "%5Cu005c",
    "a%40",
    "\\u0040a",
    "\\\\u0061",
  ]) {
    const text = piece.repeat(Math.ceil(500_000 / piece.length));
    const lengths = Array.from(readings(text), ({ length }) => length);
    expect(lengths.length).toBeLessThanOrEqual(6);
    expect(Math.max(...lengths)).toBe(text.length);
    expect(isIn(text)).toBe(false);
  }
});
