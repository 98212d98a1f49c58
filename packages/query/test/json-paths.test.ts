import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import { engine, openEmptyDatabase } from "./empty-database.ts";

interface Deep {
  "*": { "": { "x.y": number }[] };
}

interface Tables {
  notes: { id: number; profile: Record<string, unknown> & { list: number[]; deep: Deep } };
}

/** Keys that a language of paths reads as something else, each with a value of its own. */
const keys = [
  "*",
  "**",
  "a.b",
  "$",
  "$.a",
  "$[0]",
  'q"x',
  '"',
  "",
  "#",
  "#-1",
  "[0]",
  "\\",
  '\\"',
  "a/b",
  "/",
  "/a",
  "~1",
  "a~b",
  "0",
  "-1",
  "last",
  "it's",
  "';--",
  "?",
  "$1",
  "é",
  "\n",
  " ",
  "😀",
  "__proto__",
];

async function openNotes(): Promise<Kysely<Tables>> {
  const db = await openEmptyDatabase<Tables>();
  await sql`create table notes (id int, profile json)`.execute(db);
  const members = keys.map((key, index) => `${JSON.stringify(key)}:${index}`);
  const text = `{${members.join(",")},"a":"wrong","list":[10,20,30],"deep":{"*":{"":[{"x.y":7}]}}}`;
  await sql`insert into notes values (1, ${text})`.execute(db);
  return db;
}

test.for(["->$", "->>$", "->", "->>"] as const)("with %s, a key is that key", async (operator) => {
  await using db = await openNotes();
  for (const [index, key] of keys.entries()) {
    const row = await db
      .selectFrom("notes")
      .select((eb) =>
        eb
          .ref("profile", operator as "->$")
          .key(key)
          .as("value"),
      )
      .executeTakeFirstOrThrow();
    expect([key, JSON.stringify(row.value)]).toEqual([key, JSON.stringify(String(index))]);
  }
});

test.for(["->$", "->>$", "->", "->>"] as const)("%s goes deeper, leg by leg", async (operator) => {
  await using db = await openNotes();
  const row = await db
    .selectFrom("notes")
    .select((eb) => {
      const profile = eb.ref("profile", operator as "->$");
      return profile.key("deep").key("*").key("").at(0).key("x.y").as("value");
    })
    .executeTakeFirstOrThrow();
  expect(String(row.value)).toBe("7");
});

test.for([
  [0, 10],
  [2, 30],
  ["last", 30],
  ["#-1", 30],
  ["#-3", 10],
  [3, null],
] as const)("the item at %s of a list is %s", async ([index, expected]) => {
  await using db = await openNotes();
  const row = await db
    .selectFrom("notes")
    .select((eb) => {
      const list = eb.ref("profile", "->>$").key("list");
      return list.at(index as 0).as("value");
    })
    .executeTakeFirstOrThrow();
  expect(row.value).toBe(expected === null ? null : String(expected));
});

test("with -> an item counts from the end with a negative index", async () => {
  await using db = await openNotes();
  const row = await db
    .selectFrom("notes")
    .select((eb) =>
      eb
        .ref("profile", "->>")
        .key("list")
        .at(-2 as 0)
        .as("value"),
    )
    .executeTakeFirstOrThrow();
  expect(row.value).toBe("20");
});

test("a number of a list is no key, and a key that is a number is no index", async () => {
  await using db = await openNotes();
  for (const operator of ["->>$", "->>"] as const) {
    const row = await db
      .selectFrom("notes")
      .select((eb) => [
        eb
          .ref("profile", operator as "->>$")
          .key("list")
          .key("0" as never)
          .as("key"),
        eb
          .ref("profile", operator as "->>$")
          .at(0 as never)
          .as("index"),
      ])
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ key: null, index: null });
  }
});

test("what a path leads to can be compared, ordered by, and be an argument", async () => {
  await using db = await openNotes();
  for (const operator of ["->>$", "->>"] as const) {
    const { count } = await db
      .selectFrom("notes")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where((eb) => eb(eb.ref("profile", operator as "->>$").key("a"), "=", "wrong"))
      .where((eb) =>
        eb(eb.fn.coalesce(eb.ref("profile", operator as "->>$").key("a"), sql.lit("")), "!=", ""),
      )
      .groupBy((eb) => eb.ref("profile", operator as "->>$").key("a"))
      .orderBy((eb) => eb.ref("profile", operator as "->>$").key("a"), "desc")
      .executeTakeFirstOrThrow();
    expect(count).toBe(1);
  }
});

test("a path of its own says the keys that it can, and refuses the others", async () => {
  await using db = await openNotes();
  const extract = engine === "duckdb" ? "json_extract" : "jsonb_path_query_first";
  const json = sql<string>`cast(profile as ${sql.raw(engine === "duckdb" ? "json" : "jsonb")})`;
  for (const [index, key] of keys.entries()) {
    if (engine === "duckdb" && ["*", ""].includes(key)) continue;
    const row = await db
      .selectFrom("notes")
      .select((eb) => {
        const path = eb.jsonPath<"profile">().key(key);
        const typed = engine === "duckdb" ? sql`${path}` : sql`cast(${path} as jsonpath)`;
        return eb.fn<string>(extract, [json, typed]).as("value");
      })
      .executeTakeFirstOrThrow();
    expect([key, row.value]).toEqual([key, String(index)]);
  }
  const wildcard = db
    .selectFrom("notes")
    .select((eb) => sql`${eb.jsonPath<"profile">().key("*")}`.as("path"));
  const outcome = await Promise.resolve()
    .then(() => wildcard.execute())
    .catch((reason: unknown) => reason);
  const told = outcome instanceof Error ? outcome.message : JSON.stringify(outcome);
  expect(told).toMatch(engine === "duckdb" ? /cannot have "\*"/ : /\$\.\\"\*\\"/);
});
