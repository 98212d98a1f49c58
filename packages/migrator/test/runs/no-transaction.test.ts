import { sql } from "kysely";
import { expect, test } from "vitest";
import { migrateUp, migrationStatus, repairMigrations } from "../../src/index.ts";
import { engine, openEmpty } from "../sql-engines.ts";
import { files, rejection, rowsOf, run, tablesOf } from "./database.ts";

const cannotRunInOne =
  engine === "duckdb"
    ? "INSERT INTO a VALUES (1); CHECKPOINT"
    : "CREATE INDEX CONCURRENTLY a_id ON a (id)";

const contents = {
  "001_a.sql": "CREATE TABLE a (id INT)",
  "002_b.sql": `-- migrate: no-transaction
    CREATE TABLE b (id INT);
    CREATE TABLE taken (owner TEXT, id INT);
    CREATE TABLE c (id INT);`,
  "003_d.sql": "CREATE TABLE d (id INT)",
};

test("what cannot run in a transaction runs outside one, where its first line says so", async () => {
  await using db = await openEmpty();
  const inside = { "001_a.sql": "CREATE TABLE a (id INT)", "002_b.sql": cannotRunInOne };
  expect(await rejection(migrateUp(db, files(inside)))).toMatchObject({
    code: "migration_failed",
    file: "002_b.sql",
  });
  const outside = { ...inside, "002_b.sql": `-- migrate: no-transaction\n${cannotRunInOne}` };
  expect(await migrateUp(db, files(outside))).toMatchObject([{ inTransaction: false }]);
  expect(await migrationStatus(db, files(outside))).toMatchObject({
    state: "current",
    recorded: [{}, { state: "applied", statement: null, duration: expect.any(Number) as number }],
  });
});

test("a failure is on record with its statement, and nothing runs until the repair", async () => {
  await using db = await openEmpty();
  await migrateUp(db, files(contents), { to: "1" });
  await run(db, "CREATE TABLE taken (owner TEXT)", "INSERT INTO taken VALUES ('ada')");
  const statements: number[] = [];
  const error = await rejection(
    migrateUp(db, files(contents), {
      onEvent: (event) => event.type === "statement" && statements.push(event.statement),
    }),
  );
  expect(error).toMatchObject({ code: "migration_needs_repair", file: "002_b.sql", statement: 2 });
  expect((error as Error).message).toMatch(/^002_b\.sql failed at statement 2, line 3, .*taken/);
  expect(statements).toEqual([1, 2]);
  expect(await tablesOf(db)).toEqual(["a", "b", "taken"]);

  const { state, recorded, problems, steps } = await migrationStatus(db, files(contents));
  expect({ state, steps }).toEqual({ state: "broken", steps: [] });
  expect(recorded[1]).toMatchObject({
    state: "failed",
    statement: 2,
    error: expect.stringContaining("taken") as string,
  });
  expect(problems).toMatchObject([{ kind: "failed", about: ["002_b.sql"] }]);
  expect(await rejection(migrateUp(db, files(contents)))).toMatchObject({ problems });
  expect(await tablesOf(db)).not.toContain("d");

  await run(db, "DROP TABLE taken");
  expect(await repairMigrations(db, files(contents))).toEqual([
    { type: "resumable", version: "002_b", file: "002_b.sql", statement: 2 },
  ]);
  expect(await migrationStatus(db, files(contents))).toMatchObject({
    state: "pending",
    steps: [{ migration: { version: "002_b" }, fromStatement: 2 }, { fromStatement: 1 }],
  });
  const applied = await migrateUp(db, files(contents));
  expect(applied.map(({ version }) => version)).toEqual(["002_b", "003_d"]);
  expect(await tablesOf(db)).toEqual(["a", "b", "c", "d", "taken"]);
  expect(await migrationStatus(db, files(contents))).toMatchObject({ state: "current" });
  expect(await repairMigrations(db, files(contents))).toEqual([]);
});

test("the mended statement may change, those before it not unless the person says where to go on", async () => {
  await using db = await openEmpty();
  await run(db, "CREATE TABLE taken (owner TEXT)");
  await rejection(migrateUp(db, files(contents)));
  const mended = { ...contents, "002_b.sql": contents["002_b.sql"].replace("taken", "free") };
  const rewritten = {
    ...mended,
    "002_b.sql": mended["002_b.sql"].replace("b (id INT)", "b2 (id INT)"),
  };
  expect(await repairMigrations(db, files(rewritten))).toMatchObject([
    { type: "left", version: "002_b" },
  ]);
  expect(await migrationStatus(db, files(rewritten))).toMatchObject({ state: "broken" });
  expect(await repairMigrations(db, files(mended))).toMatchObject([
    { type: "resumable", statement: 2 },
  ]);
  await migrateUp(db, files(mended));
  expect(await tablesOf(db)).toEqual(["a", "b", "c", "d", "free", "taken"]);
});

test.for([
  { resumeAt: 1, left: ["b"], tables: ["a", "b", "c", "d", "taken"] },
  { resumeAt: 4, left: [], tables: ["a", "b", "d", "taken"] },
])("a repair can go on elsewhere: %j", async ({ resumeAt, left, tables }) => {
  await using db = await openEmpty();
  await run(db, "CREATE TABLE taken (owner TEXT)");
  await rejection(migrateUp(db, files(contents)));
  for (const table of resumeAt === 1 ? ["taken", ...left] : [])
    await run(db, `DROP TABLE ${table}`);
  await repairMigrations(db, files(contents), { resumeAt });
  await migrateUp(db, files(contents));
  expect(await tablesOf(db)).toEqual(tables);
  expect(await migrationStatus(db, files(contents))).toMatchObject({ state: "current" });
});

test("a repair outside the file's statements is refused, and changes nothing", async () => {
  await using db = await openEmpty();
  await run(db, "CREATE TABLE taken (owner TEXT)");
  await rejection(migrateUp(db, files(contents)));
  const before = await rowsOf(db, "schema_migrations");
  await expect(repairMigrations(db, files(contents), { resumeAt: 5 })).rejects.toMatchObject({
    code: "invalid_input",
    field: "resumeAt",
  });
  expect(await repairMigrations(db, [])).toMatchObject([{ type: "left", version: "002_b" }]);
  expect(await rowsOf(db, "schema_migrations")).toEqual(before);
});

test("what was begun when its runner died is known, with the statement", async () => {
  await using db = await openEmpty();
  await migrateUp(db, files(contents), { to: "1" });
  // As a kill in statement 2 leaves it.
  await run(db, "CREATE TABLE b (id INT)");
  await sql`insert into schema_migrations (version, state, statement) values ('002_b', 'running', 2)`.execute(
    db,
  );
  const error = await rejection(migrateUp(db, files(contents)));
  expect(error).toMatchObject({
    code: "migration_needs_repair",
    problems: [{ kind: "unfinished", about: ["002_b.sql"] }],
  });
  expect((error as Error).message).toContain(
    "statement 2, line 3 is running, or its runner died there",
  );
  expect(await repairMigrations(db, files(contents))).toMatchObject([{ type: "left" }]);
  expect(await repairMigrations(db, files(contents), { resumeAt: 2 })).toMatchObject([
    { statement: 2 },
  ]);
  await migrateUp(db, files(contents));
  expect(await tablesOf(db)).toEqual(["a", "b", "c", "d", "taken"]);
});
