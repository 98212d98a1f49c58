import { expect, test } from "vitest";
import { migrateUp, migrationStatus } from "../../src/index.ts";
import { engine, openEmpty } from "../sql-engines.ts";
import { files, rejection } from "./database.ts";

const first = `CREATE TABLE a (id INT PRIMARY KEY, email TEXT UNIQUE, n INT NOT NULL CHECK (n > 0));
CREATE TABLE texts (x TEXT); INSERT INTO texts VALUES ('ada@example.org');
CREATE TABLE b (id INT REFERENCES a (id))`;

interface Case {
  readonly sql: string;
  /** What of the server's words must be there. */
  readonly says: RegExp;
  readonly head?: string;
  readonly statement?: number;
  /** Of the statement. */
  readonly line?: number;
  /** That the server names. */
  readonly at?: number;
}

const onBoth: Readonly<Record<string, Case>> = {
  "a table that is not there": {
    sql: "CREATE TABLE x (id INT);\n\n-- why\nSELECT\n  id\nFROM nowhere",
    statement: 2,
    line: 4,
    at: 6,
    head: "SELECT id FROM nowhere",
    says: /nowhere/,
  },
  "a word that is no SQL": {
    sql: "SELEC 1",
    head: "SELEC 1",
    says: /syntax error at or near "SELEC"/,
  },
  "a key that is there": {
    sql: "INSERT INTO a VALUES (1, 'ada@example.org', 1), (1, 'b', 1)",
    says: engine === "duckdb" ? /constraint violation: duplicate key "…"/i : /"a_pkey"/,
  },
  "a null": {
    sql: "INSERT INTO a VALUES (1, 'ada@example.org', NULL)",
    says: engine === "duckdb" ? /NOT NULL constraint failed: a\.n/ : /column "n" of relation "a"/,
  },
  "a check": {
    sql: "INSERT INTO a VALUES (1, 'ada@example.org', -1)",
    says: engine === "duckdb" ? /table a with expression CHECK\(\(n > 0\)\)/ : /"a_n_check"/,
  },
  "a row that nothing is referenced by": {
    sql: "INSERT INTO b SELECT 12000 + 345",
    says: engine === "duckdb" ? /because key "id: …" does not exist/ : /"b_id_fkey"/,
  },
  "a value of a row that does not fit": {
    sql: "ALTER TABLE texts ALTER COLUMN x TYPE INT USING CAST(x AS INT)",
    says: engine === "duckdb" ? /convert string '…' to INT32/ : /for type integer: "…"/,
  },
  "a table that others depend on": {
    sql: "DROP TABLE a",
    says:
      engine === "duckdb"
        ? /main key table of the table "b"/
        : /other objects depend on it \(constraint b_id_fkey on table b depends on table a\); hint: Use DROP \.\.\. CASCADE/,
  },
};

const own: Readonly<Record<string, Case>> =
  engine === "duckdb"
    ? {
        "what the author says": {
          sql: "SELECT CASE WHEN count(*) = 1 THEN error('run job 42 first') END FROM texts",
          head: "SELECT CASE WHEN count(*) = 1 THEN error('…') END FROM texts",
          says: /run job 42 first/,
        },
        "what the author says of a row": {
          sql: "SELECT error('run job 42 for ' || x) FROM texts",
          says: /run job 42 for ada@example\.org/,
        },
        "a text that is no time": {
          sql: "SELECT strptime(x, '%Y') FROM texts",
          says: /Could not parse string "…"/,
        },
        "a number that does not fit": {
          sql: "SELECT (12330 + length(x))::TINYINT FROM texts",
          says: /Type INT64 with value … can't be cast/,
        },
        "a hint": { sql: "SELECT emial FROM a", says: /Candidate bindings: "email"/ },
      }
    : {
        "what the author says": {
          sql: "DO $$ BEGIN\n  RAISE EXCEPTION 'run job 42 first' USING HINT = 'see the wiki', DETAIL = 'of 3';\nEND $$",
          head: "DO '…'",
          says: /run job 42 first \(of 3\); hint: see the wiki/,
        },
        "what the author says with another code": {
          sql: "DO $$ BEGIN RAISE EXCEPTION 'no \"x\" 12' USING ERRCODE = 'unique_violation'; END $$",
          says: /no "x" 12/,
        },
        "what an assertion says": {
          sql: "DO $$ BEGIN ASSERT false, 'all of 12 must be there'; END $$",
          says: /all of 12 must be there/,
        },
        "a type that cannot be changed": {
          sql: "ALTER TABLE texts ALTER COLUMN x TYPE INT",
          says: /cannot be cast automatically to type integer; hint: .*"USING x::integer"/,
        },
        "a role that may not": {
          sql: "CREATE ROLE weak_one; GRANT USAGE ON SCHEMA public TO weak_one; SET ROLE weak_one; SELECT * FROM a",
          statement: 4,
          says: /permission denied for table a/,
        },
        "a hint": {
          sql: "SELECT emial FROM a",
          says: /hint: Perhaps you meant to reference .*email/,
        },
      };

test.for(
  Object.entries({ ...onBoth, ...own }).flatMap(([name, each]) =>
    ["", "-- migrate: no-transaction\n"].map((start) => ({ name, start, ...each })),
  ),
)(
  "$name: the server's words, with file, statement and line: $start",
  async ({ start, sql, says, head, statement = 1, line = 1, at }) => {
    await using db = await openEmpty();
    const below = start === "" ? 0 : 1;
    const all = files({ "001_a.sql": first, "002_b.sql": `${start}${sql}` });
    const error = (await rejection(migrateUp(db, all))) as Error;
    expect(error).toMatchObject({ file: "002_b.sql", statement, line: line + below });
    const place = `statement ${statement}, line ${line + below}`;
    expect(error.message).toContain(
      start === ""
        ? `002_b.sql failed and left nothing behind: ${place} (`
        : `002_b.sql failed at ${place}, and the statements before it stay applied: (`,
    );
    const messages = [error.message];
    if (start !== "") messages.push((await migrationStatus(db, all)).problems[0]?.message ?? "");
    for (const message of messages) {
      expect(message).toMatch(says);
      expect(/\(line (\d+)\)/.exec(message)?.[1]).toBe(at && String(at + below));
      const values = message.match(/ada@example\.org|12345/g);
      expect(values).toEqual(says.source.match(/ada@/) && ["ada@example.org"]);
      expect(message).not.toContain("\n");
    }
    expect(error.message).toContain(head === undefined ? "(" : `(${head})`);
  },
);

test("of 121 statements the one that fails is named", async () => {
  await using db = await openEmpty();
  const statements = Array.from({ length: 121 }, (_, index) =>
    index === 99 ? "INSERT INTO t1 (id)\n  SELECT 'x'" : `CREATE TABLE t${index} (id INT)`,
  );
  const error = await rejection(
    migrateUp(db, files({ "001_a.sql": `${statements.join(";\n")};\n` })),
  );
  expect(error).toMatchObject({ statement: 100, line: 100 });
});

test.for(engine === "postgres" ? ["what only the commit refuses has no statement"] : [])(
  "%s",
  async () => {
    await using db = await openEmpty();
    const error = (await rejection(
      migrateUp(
        db,
        files({
          "001_a.sql":
            "CREATE TABLE a (id INT PRIMARY KEY); CREATE TABLE b (id INT REFERENCES a DEFERRABLE INITIALLY DEFERRED); INSERT INTO b VALUES (7)",
        }),
      ),
    )) as Error;
    expect(error).toMatchObject({ statement: undefined });
    expect(error.message).toMatch(
      /^001_a\.sql failed and left nothing behind: insert or update on table "b" violates foreign key constraint "b_id_fkey"$/,
    );
  },
);
