import { expect, test } from "vitest";
import { useLint } from "./lint-databases.ts";
import { engine, openEmpty, refusal, runAll } from "./sql-engines.ts";

const setup = "CREATE TABLE t (a INT PRIMARY KEY); CREATE INDEX i ON t (a)";

/** A statement is said to need a file without a transaction just where the engine refuses it in one. */
export function testTransactions(statements: readonly string[]): void {
  const lint = useLint();
  test.for(statements)(
    `${engine} and the lint agree whether a transaction takes %s`,
    async (statement) => {
      const { findings } = await lint([
        { file: `001_setup.${engine}.sql`, sql: setup, engines: [engine] },
        { file: `002_change.${engine}.sql`, sql: statement, engines: [engine] },
      ]);
      await using db = await openEmpty();
      await runAll(db, [setup]);
      // The runner writes the history's row first.
      const said = await refusal(db, `BEGIN; INSERT INTO t VALUES (1); ${statement}; COMMIT`);
      expect(findings.some(({ rule }) => rule === "missing-no-transaction")).toBe(
        /transaction (?:block|has)/.test(said ?? ""),
      );
    },
  );
}
