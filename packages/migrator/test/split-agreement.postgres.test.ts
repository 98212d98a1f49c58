import { sql } from "kysely";
import { expect, test } from "vitest";
import { splitStatements } from "../src/sql/split-statements.ts";
import { testAgreement } from "./split-agreement.ts";
import { openEmpty, runAll } from "./sql-engines.ts";

testAgreement();

test("functions, procedures and rules run as they are split", async () => {
  await using db = await openEmpty();
  const statements = splitStatements(`
    CREATE TABLE t (a INT); CREATE TABLE u (a INT);
    CREATE FUNCTION add_both(n INT) RETURNS BIGINT LANGUAGE SQL BEGIN ATOMIC
      INSERT INTO t VALUES (CASE n WHEN 1 THEN 2 ELSE n END);
      INSERT INTO u VALUES (n);
      SELECT count(*) AS end FROM t;
    END;
    CREATE PROCEDURE add_one() LANGUAGE plpgsql AS $body$
      BEGIN INSERT INTO t VALUES (7); INSERT INTO u VALUES (8); END $body$;
    CREATE RULE r AS ON DELETE TO u DO ALSO (DELETE FROM t; INSERT INTO t VALUES (9));
    SELECT add_both(1); CALL add_one(); DELETE FROM u`);
  expect(statements).toHaveLength(8);
  await runAll(
    db,
    statements.map(({ text }) => text),
  );
  expect((await sql`select a from t`.execute(db)).rows).toEqual([{ a: 9 }]);
});
