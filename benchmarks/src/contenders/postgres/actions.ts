import type { Pool } from "pg";
import { v7 } from "uuid";
import { countAllOpen } from "../../data/tables.ts";
import type { Contender } from "../contender.ts";
import { newLease } from "../rows/new-lease.ts";
import { proposalRow } from "../rows/proposal-row.ts";
import { sha256 } from "../rows/sha256.ts";
import { actionStatements } from "./action-statements.ts";
import { firstText, type Queryable, statementsOf } from "./run-statement.ts";

type Actions = Pick<
  Contender,
  "findAction" | "propose" | "recountOpen" | "confirm" | "claim" | "succeed"
>;

/**
 * @param connection runs the statements that are an operation each.
 * @param pool lends connections for transactions.
 */
export function postgresActions(connection: Queryable, pool: Pool): Actions {
  const run = statementsOf(connection, actionStatements);
  const recount = async (userId: string, now: Date): Promise<void> => {
    const client = await pool.connect();
    try {
      const runThere = statementsOf(client, actionStatements);
      await client.query("BEGIN");
      await runThere("lockCounter", [userId]);
      await runThere("recount", [userId, now]);
      await client.query("COMMIT");
    } finally {
      client.release();
    }
  };
  return {
    findAction: async (userId, token) =>
      firstText(await run("findAction", [sha256(token), userId])),
    async propose(proposal) {
      const row = proposalRow(proposal);
      const { id, userId, tokenSha256, actionType, payload, payloadDigest } = row;
      const names = [id, userId, tokenSha256, actionType, payload, payloadDigest];
      const rest = [row.expiresAt, row.contentBytes, row.createdAt, proposal.openLimit, row.logId];
      const propose = async (): Promise<boolean> =>
        (await run("propose", [...names, ...rest])).rowCount === 1;
      if (await propose()) return row.token;
      await recount(userId, row.createdAt);
      return (await propose()) ? row.token : undefined;
    },
    async recountOpen() {
      await pool.query(countAllOpen);
    },
    async confirm(userId, token) {
      const values = [new Date(), sha256(token), userId, v7()];
      return (await run("confirm", values)).rowCount === 1;
    },
    async claim(actionType, worker) {
      const { token, tokenSha256, startedAt, expiresAt } = newLease();
      const values = [actionType, startedAt, tokenSha256, worker, expiresAt, v7()];
      const claimed = await run("claim", values);
      const payload = firstText(claimed);
      if (payload === undefined) return undefined;
      return { id: String(claimed.rows[0]?.["id"]), token, payload };
    },
    async succeed({ id, token }, result) {
      const values = [new Date(), id, sha256(token), JSON.stringify(result), v7()];
      return (await run("succeed", values)).rowCount === 1;
    },
  };
}
