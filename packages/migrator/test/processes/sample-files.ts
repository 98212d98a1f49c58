import type { MigrationFile } from "../../src/index.ts";

/** Each with enough to do that a kill can come in its middle. */
const rows = 10_000;

/** What makes DuckDB's log hard to replay is here: ALTERs, an UPDATE before a rebuild, a DROP INDEX. */
const inTransactions: Readonly<Record<string, string>> = {
  "001_people.sql": `
    CREATE TABLE people (id INT PRIMARY KEY, email TEXT UNIQUE, name TEXT, created_at TIMESTAMPTZ NOT NULL DEFAULT now());
    INSERT INTO people SELECT i, 'person' || i || '@example.org', 'Person ' || i, TIMESTAMPTZ '2026-01-01 00:00:00+00'
    FROM generate_series(1, ${rows}) AS numbers (i);`,
  "002_notes.sql": `
    CREATE TABLE notes (id INT PRIMARY KEY, person_id INT NOT NULL, body TEXT, made_at TIMESTAMPTZ DEFAULT now());
    CREATE INDEX notes_person ON notes (person_id);
    INSERT INTO notes SELECT id * 2, id, name || '''s note; with a semicolon', created_at FROM people;`,
  "003_flags.sql": `
    ALTER TABLE people ADD COLUMN score INT;
    ALTER TABLE people ADD COLUMN active BOOLEAN DEFAULT true;`,
  // Apart, since DuckDB lets no transaction alter a table and then write to it.
  "004_update.sql": "UPDATE people SET score = id % 7;",
  "005_rebuild.sql": `
    UPDATE notes SET body = upper(body) WHERE id % 4 = 0;
    CREATE TABLE notes_rebuilt (id INT PRIMARY KEY, person_id INT NOT NULL, body TEXT NOT NULL, made_at TIMESTAMPTZ DEFAULT now(), UNIQUE (person_id, id));
    INSERT INTO notes_rebuilt SELECT id, person_id, body, made_at FROM notes ORDER BY id;
    DROP TABLE notes;
    ALTER TABLE notes_rebuilt RENAME TO notes;`,
  "006_scores.sql": `
    CREATE TABLE scores AS SELECT score, count(*) AS people FROM people GROUP BY score;
    CREATE INDEX people_score ON people (score);`,
  "007_views.sql": `
    CREATE VIEW active_people AS SELECT id, name FROM people WHERE active;
    DROP INDEX people_score;
    CREATE INDEX people_name ON people (name);`,
  "008_delete.sql": `
    DELETE FROM notes WHERE id % 5 = 0;
    INSERT INTO notes SELECT id + 1000000, id, 'again', created_at FROM people WHERE id % 3 = 0;`,
  "009_defaults.sql": "ALTER TABLE people ALTER COLUMN name SET DEFAULT 'nobody'",
  "010_nobody.sql":
    "INSERT INTO people (id, created_at) VALUES (0, TIMESTAMPTZ '2026-02-01 00:00:00+00')",
};

/** Its statements can be done again, which is what a repair from the first one needs. */
const outside: Readonly<Record<string, string>> = {
  "011_outside.duckdb.sql": `-- migrate: no-transaction
    CREATE TABLE IF NOT EXISTS outside AS SELECT id, name FROM people;
    CHECKPOINT;
    CREATE INDEX IF NOT EXISTS outside_id ON outside (id);
    CHECKPOINT`,
  "011_outside.postgres.sql": `-- migrate: no-transaction
    CREATE TABLE IF NOT EXISTS outside AS SELECT id, name FROM people;
    DROP INDEX IF EXISTS outside_id;
    CREATE INDEX CONCURRENTLY outside_id ON outside (id);
    VACUUM outside`,
  "012_after.sql": "CREATE TABLE after_that (id INT)",
};

const samples: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  transactions: inTransactions,
  outside: { ...inTransactions, ...outside },
};

/** Files by a name that a process can be given. */
export function sampleFiles(sample: string): MigrationFile[] {
  return Object.entries(samples[sample] ?? {}).map(([file, sql]) => ({ file, sql }));
}
