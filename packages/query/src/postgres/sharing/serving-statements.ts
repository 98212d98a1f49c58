import type { CompiledQuery, QueryResult } from "kysely";
import { sizeOf } from "../../size-of.ts";
import { runTogether } from "../batches/run-batch.ts";
import type { StatementForm } from "../batches/statement-form.ts";
import type { PostgresConnection } from "../connection.ts";
import { mostParameters } from "../message-limits.ts";
import type { GuardedPool } from "../pool.ts";
import { holdConnection } from "./hold-connection.ts";
import { lockTimeLimit } from "./lock-time-limit.ts";
import { type Outcome, outcomeOf, type Serving } from "./shared-queue.ts";

/** The most statements that are one together. */
export const mostTogether = 500;

/** Serves statements of one form. */
export function servingStatements(
  pool: GuardedPool,
  form: StatementForm,
): Serving<PostgresConnection, CompiledQuery, QueryResult<unknown>> {
  return {
    mostInputs: Math.max(1, Math.min(mostTogether, Math.floor(mostParameters / form.parameters))),
    bytes: ({ parameters }) => sizeOf(parameters),
    hold: (work) => holdConnection(pool, work),
    isWanted: () => pool.isWanted,
    async serve(connection, queries) {
      const [only] = queries;
      if (only && queries.length === 1) {
        const result = await connection.batchHost.runAlone(only);
        return [() => result];
      }
      return (await serveTogether(connection, form, queries)) ?? serveInTurn(connection, queries);
    },
  };
}

async function serveTogether(
  connection: PostgresConnection,
  form: StatementForm,
  queries: readonly CompiledQuery[],
): Promise<Outcome<QueryResult<unknown>>[] | undefined> {
  const run = () => runTogether(connection.batchHost, form, queries);
  if (form.kind === "lookup") return run();
  return connection.transact(run, lockTimeLimit);
}

async function serveInTurn(
  connection: PostgresConnection,
  queries: readonly CompiledQuery[],
): Promise<Outcome<QueryResult<unknown>>[]> {
  const { runAlone } = connection.batchHost;
  const outcomes: Outcome<QueryResult<unknown>>[] = [];
  for (const query of queries) outcomes.push(await outcomeOf(runAlone(query)));
  return outcomes;
}
