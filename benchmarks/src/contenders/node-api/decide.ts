import type { Contender } from "../contender.ts";
import { type ProposalRow, proposalRow } from "../rows/proposal-row.ts";
import { sha256 } from "../rows/sha256.ts";
import { type ActionRows, auditRow } from "./action-rows.ts";
import type { NodeApiConnection, Operation } from "./connection.ts";
import { lookUp } from "./look-up.ts";
import { OpenCounts } from "./open-counts.ts";

type Decisions = Pick<Contender, "findAction" | "propose" | "recountOpen" | "confirm">;

interface Proposing {
  readonly row: ProposalRow;
  readonly limit: number;
}

interface Holder {
  readonly userId: string;
  readonly tokenSha256: string;
}

const byToken = { table: "pending_actions", key: "token_sha256", type: "VARCHAR" } as const;

export function decisions(connection: NodeApiConnection, rows: ActionRows): Decisions {
  const counts = new OpenCounts(connection);

  const find: Operation<Holder, string | undefined> = {
    kind: "read",
    async run(holders) {
      const keys = holders.map(({ tokenSha256 }) => tokenSha256);
      const found = await lookUp(connection, { ...byToken, columns: "*" }, keys);
      return holders.map(({ tokenSha256, userId }) => {
        const row = found.get(tokenSha256);
        return String(row?.["user_id"]) === userId ? String(row?.["action_payload"]) : undefined;
      });
    },
  };

  const propose: Operation<Proposing, boolean> = {
    kind: "change",
    async run(proposals) {
      const taken = new Map<string, number>();
      const proposed: boolean[] = [];
      for (const { row, limit } of proposals) {
        const before = taken.get(row.userId) ?? 0;
        const mayTake = await counts.hasPlace(row.userId, limit - before);
        if (mayTake) taken.set(row.userId, before + 1);
        proposed.push(mayTake);
      }
      const made = proposals.filter((_, index) => proposed[index]).map(({ row }) => row);
      await rows.propose.insert(made.map(toActionRow));
      const step = { event: "proposed", state: "pending" };
      await rows.audit.insert(
        made.map(({ userId, createdAt: at, ...row }) =>
          auditRow({ ...row, ...step, userId, by: userId, at }),
        ),
      );
      for (const [userId, places] of taken) counts.add(userId, places);
      return proposed;
    },
  };

  /**
   * With one caller this is the least that a confirmation can be: a look-up of the token, an update by the id, the audit
   * row, and a commit.
   */
  const confirm: Operation<Holder, boolean> = {
    kind: "change",
    async run(holders) {
      const now = new Date();
      const keys = holders.map(({ tokenSha256 }) => tokenSha256);
      const columns = `id, user_id, state, approvals, required_approvals, expires_at > now() AS live,
        action_type AS "actionType", payload_digest AS "payloadDigest"`;
      const found = await lookUp(connection, { ...byToken, columns }, keys);
      const decided = new Set<string>();
      const won = holders.map(({ tokenSha256, userId }) => {
        const row = found.get(tokenSha256);
        const isOpen = row?.["state"] === "pending" && row["live"] === true;
        if (!isOpen || String(row["user_id"]) !== userId || decided.has(tokenSha256)) return false;
        decided.add(tokenSha256);
        return true;
      });
      const winners = holders
        .filter((_, index) => won[index])
        .map(({ tokenSha256, userId }) => ({ userId, row: found.get(tokenSha256) ?? {} }));
      await rows.confirm.change(
        winners.map(({ userId, row }) => ({ id: String(row["id"]), user_id: userId, at: now })),
      );
      await rows.audit.insert(
        winners.map(({ userId, row }) => {
          const { id, actionType, payloadDigest, approvals, required_approvals } = row;
          const details = { approvals: Number(approvals) + 1, required_approvals };
          const step = { event: "confirmed", state: "confirmed", by: userId, at: now, details };
          return auditRow({ id: String(id), userId, actionType, payloadDigest, ...step });
        }),
      );
      return won;
    },
  };

  const run = { find: connection.submit(find), propose: connection.submit(propose) };
  const runConfirm = connection.submit(confirm);
  return {
    findAction: (userId, token) => run.find({ userId, tokenSha256: sha256(token) }),
    async propose({ openLimit, ...proposal }) {
      const row = proposalRow({ ...proposal, openLimit });
      return (await run.propose({ row, limit: openLimit })) ? row.token : undefined;
    },
    recountOpen: () => counts.load(),
    async confirm(userId, token) {
      const won = await runConfirm({ userId, tokenSha256: sha256(token) });
      // After the commit: a proposal is refused only after a new count, so a count that is too high for a moment is harmless.
      if (won) counts.add(userId, -1);
      return won;
    },
  };
}

function toActionRow(row: ProposalRow): Record<string, unknown> {
  return {
    id: row.id,
    token_sha256: row.tokenSha256,
    user_id: row.userId,
    proposed_by: row.userId,
    action_type: row.actionType,
    action_payload: row.payload,
    payload_digest: row.payloadDigest,
    expires_at: row.expiresAt,
    content_bytes: row.contentBytes,
    created_at: row.createdAt,
  };
}
