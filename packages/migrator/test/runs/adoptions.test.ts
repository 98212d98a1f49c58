import { expect, test } from "vitest";
import {
  lintMigrations,
  type MigrationEvent,
  migrateUp,
  migrationStatus,
  plan,
} from "../../src/index.ts";
import { engine, openEmpty } from "../sql-engines.ts";
import { files, rejection, rowsOf, run, tablesOf } from "./database.ts";

const theirs = "-- migrate: adopts 004_of_another_program\n-- migrate: before 002_second\n";
const contents = {
  "001_first.sql": "CREATE TABLE a (id INT); INSERT INTO a VALUES (1);",
  "002_second.sql": "CREATE TABLE b AS SELECT * FROM a",
  "adopt/rows.sql": `${theirs}INSERT INTO a SELECT x FROM theirs;`,
  "adopt/elsewhere.sql":
    "-- migrate: adopts 009_of_a_third\n-- migrate: before 002_second\nSELECT * FROM nowhere;",
};

const foreign = [
  "CREATE TABLE schema_migrations (version TEXT PRIMARY KEY, applied_at TIMESTAMPTZ NOT NULL DEFAULT now())",
  "INSERT INTO schema_migrations (version) VALUES ('004_of_another_program')",
  "CREATE TABLE theirs (x INT)",
  "INSERT INTO theirs VALUES (7)",
];

test("an adoption runs before its migration, where the history holds what it adopts, and is told", async () => {
  await using db = await openEmpty();
  await run(db, ...foreign);
  const told: string[] = [];
  const onEvent = (event: MigrationEvent): void => {
    const file = event.type === "adopted" ? event.adoption.file : "";
    told.push(`${event.type} ${file}`.trim());
  };
  await migrateUp(db, files(contents), { onEvent });
  expect(await rowsOf(db, "b")).toEqual([{ id: 1 }, { id: 7 }]);
  expect(told.slice(-3)).toEqual(["started", "adopted adopt/rows.sql", "applied"]);
  const { state, recorded } = await migrationStatus(db, files(contents));
  expect(state).toBe("current");
  expect(recorded.map(({ version }) => version)).toEqual([
    "001_first",
    "002_second",
    "004_of_another_program",
  ]);
});

test("in a database of our own no adoption runs", async () => {
  await using db = await openEmpty();
  await migrateUp(db, files(contents));
  expect(await rowsOf(db, "b")).toEqual([{ id: 1 }]);
});

test("what fails after an adoption takes it back", async () => {
  await using db = await openEmpty();
  await run(db, ...foreign);
  const failing = files({ ...contents, "002_second.sql": "SELECT * FROM nowhere" });
  expect(await rejection(migrateUp(db, failing))).toMatchObject({ code: "migration_failed" });
  expect(await rowsOf(db, "a")).toEqual([{ id: 1 }]);
  expect(await tablesOf(db)).toEqual(["a", "theirs"]);
});

test("an adoption for one engine is not run on the other, and its version is tolerated on both", async () => {
  await using db = await openEmpty();
  await run(db, ...foreign);
  const other = engine === "duckdb" ? "postgres" : "duckdb";
  const { "adopt/rows.sql": sql, ...rest } = contents;
  await migrateUp(db, files({ ...rest, [`adopt/rows.${other}.sql`]: sql }));
  expect(await rowsOf(db, "b")).toEqual([{ id: 1 }]);
});

test.for([
  ["adopt/Bad.sql", `${theirs}SELECT 1`, /must be named like adopt\/lower_snake\.sql/],
  ["adopt/a.sql", "-- migrate: before 002_second\nSELECT 1", /must adopt a version; add a line/],
  ["adopt/a.sql", "-- migrate: adopts 004_x\nSELECT 1", /must have one line .* and has 0/],
  [
    "adopt/a.sql",
    `${theirs}-- migrate: before 001_first\nSELECT 1`,
    /must have one line .* and has 2/,
  ],
  [
    "adopt/a.sql",
    theirs.replace("002_second", "002_other") + "SELECT 1",
    /002_other, which does not exist/,
  ],
  [
    "adopt/a.sql",
    theirs.replace("002_second", "003_third") + "SELECT 1",
    /does not run in a transaction/,
  ],
  ["adopt/a.sql", theirs, /must have SQL/],
  ["adopt/a.sql", `${theirs}COMMIT;`, /begins or ends a transaction in line 3/],
  ["adopt/a.sql", `${theirs}SELECT 'x`, /adopt\/a\.sql/],
] as const)(
  "a bad adoption stops the plan, also where it would not run: %s %j",
  ([file, sql, message]) => {
    const all = files({
      ...contents,
      "003_third.sql": "-- migrate: no-transaction\nSELECT 1",
      [file]: sql,
    });
    const { state, problems, steps } = plan(all, [], { engine });
    expect({ state, steps }).toEqual({ state: "broken", steps: [] });
    expect(problems.map((problem) => problem.message).join("\n")).toMatch(message);
  },
);

test("the lint says nothing of adoptions, whose tables no migration made", async () => {
  const dropping = { ...contents, "adopt/rows.sql": `${theirs}DROP TABLE theirs;` };
  const { findings } = await lintMigrations(files(dropping));
  expect(findings.filter(({ file }) => file.startsWith("adopt/"))).toEqual([]);
});
