import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { type ErasureCounts, eraseUser, previewErasure } from "../../src/entries/privacy.ts";
import { mentionsOf } from "../../src/erasure/mentions.ts";
import { readings } from "../../src/erasure/readings.ts";
import { insertAction, insertEvent, insertLog } from "../rows.ts";
import { insertPerson, newPerson, type Person } from "./person.ts";

let db: Kysely<Database>;
let clock: TestClock;
let ada: Person;
let bob: Person;

/** An erasure takes half a second, so similar cases share one: each checks its own rows. */
function useDatabase(): void {
  beforeAll(async () => {
    db = await openTestDatabase();
    clock = new TestClock();
    ada = { ...newPerson("ada"), email: "Ada+Ünal/o@example.org" };
    bob = newPerson("bob");
    await insertPerson(db, ada, bob, clock.now());
    return () => db.destroy();
  });
}

const insertBody = (text: string): Promise<string> =>
  insertEvent(db, "processed", { body: Buffer.from(text), received_at: clock.now() });

const bodyOf = async (event: string): Promise<(string | null)[]> => {
  const rows = await db
    .selectFrom("webhook_events")
    .select("body")
    .where("id", "=", event)
    .execute();
  return rows.map(({ body }) => (body === null ? null : Buffer.from(body).toString()));
};

const unit = (letter: string): string => letter.charCodeAt(0).toString(16).padStart(4, "0");
const percent = (text: string): string =>
  Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");

/** Equivalent spellings of a text. */
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

interface Mention {
  readonly event: string;
  readonly logs: readonly string[];
  readonly action: string;
}

/** Writes the text to every column of other users that can name a person. */
async function insertMention(text: string): Promise<Mention> {
  const at = clock.now();
  const event = await insertBody(text);
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
  return { event, logs, action };
}

describe.for(["email", "userId"] as const)("a person named by %s", (name) => {
  useDatabase();
  const mentions = new Map<string, Mention>();
  const counts: { preview?: ErasureCounts; erased?: ErasureCounts } = {};
  beforeAll(async () => {
    for (const [how, spell] of Object.entries(spellings)) {
      mentions.set(how, await insertMention(spell(ada[name])));
    }
    counts.preview = await previewErasure(db, ada.userId);
    counts.erased = (await eraseUser(db, { userId: ada.userId }, clock)).counts;
  });

  test("has the counts of the preview", () => {
    expect(counts.erased?.webhook_events.cleared).toBeGreaterThanOrEqual(mentions.size);
    expect(counts.erased).toEqual(counts.preview);
  });

  test.for(Object.keys(spellings))("%s", async (how) => {
    const mention = mentions.get(how);
    if (mention === undefined) throw new Error("it was not written");
    const { event, logs, action } = mention;
    expect(await bodyOf(event)).toEqual([null]);
    const left = await db
      .selectFrom("action_logs")
      .select(["request", "target", "result"])
      .where("id", "in", logs)
      .execute();
    expect(left).toHaveLength(logs.length);
    for (const log of left) expect(log).toEqual({ request: null, target: null, result: null });
    const actions = await db
      .selectFrom("pending_actions")
      .select(["execution_result", "decision_reason"])
      .where("id", "=", action)
      .execute();
    expect(actions).toEqual([{ execution_result: null, decision_reason: null }]);
  });
});

const otherPeople: Readonly<Record<string, (email: string) => string>> = {
  "an escaped letter before it": (email) => `{"by":"\\u0061${email}"}`,
  "an escaped letter after it": (email) => `{"by":"${email}\\u0061"}`,
  "a percent escape before it": (email) => `by=%61${email.replace("+", "%2B")}`,
  "another letter in it": (email) => `{"by":"\\u0062${email.slice(1)}"}`,
};

const installations: Readonly<Record<string, (id: number) => string>> = {
  "with an escaped name": (id) => `{"\\u0069nstallation":{"\\u0069d":${id}}}`,
  "in a form": (id) => new URLSearchParams({ payload: `{"installation":{"id":${id}}}` }).toString(),
  "in a form, each byte escaped": (id) => `payload=${percent(`{"installation":{"id":${id}}}`)}`,
  "with a fraction of nothing": (id) => `{"installation":{"id":${id}.0}}`,
};

describe("a delivery", () => {
  useDatabase();
  const events = new Map<string, string>();
  beforeAll(async () => {
    for (const [how, spell] of Object.entries(otherPeople)) {
      events.set(how, await insertBody(spell(ada.email)));
    }
    for (const [how, spell] of Object.entries(installations)) {
      events.set(how, await insertBody(spell(ada.installationId)));
    }
    await eraseUser(db, { userId: ada.userId }, clock);
  });

  test.for(Object.entries(otherPeople))(
    "whose address has %s belongs to another person",
    async ([how, spell]) => {
      const text = spell(ada.email);
      expect(mentionsOf({ ...ada, installationIds: [] }).isIn(text)).toBe(false);
      expect(await bodyOf(events.get(how) ?? "")).toEqual([text]);
    },
  );

  test.for(Object.keys(installations))("belongs to an installation %s", async (how) => {
    expect(await bodyOf(events.get(how) ?? "")).toEqual([null]);
  });
});

// A reading that takes more than linear time exceeds the test's time limit.
test("half a megabyte of escapes is read in linear time, and no reading is longer than the text", () => {
  const { isIn } = mentionsOf({ ...newPerson("ada"), installationIds: [] });
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
