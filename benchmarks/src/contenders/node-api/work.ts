import type { Claimed, Contender } from "../contender.ts";
import { type NewLease, newLease } from "../rows/new-lease.ts";
import { sha256 } from "../rows/sha256.ts";
import { type ActionRows, auditRow } from "./action-rows.ts";
import type { NodeApiConnection, Operation } from "./connection.ts";
import { DueActions } from "./due-actions.ts";
import { lookUp } from "./look-up.ts";

interface Claiming {
  readonly actionType: string;
  readonly worker: string;
  readonly lease: NewLease;
}

interface Report {
  readonly id: string;
  readonly tokenSha256: string;
  readonly result: string;
}

const byId = { table: "pending_actions", key: "id", type: "UUID" } as const;
const audited = `id, user_id, state, attempts, lease_sha256, lease_worker, action_type AS "actionType",
  payload_digest AS "payloadDigest"`;

export function work(
  connection: NodeApiConnection,
  rows: ActionRows,
): Pick<Contender, "claim" | "succeed"> {
  const dueOf = new Map<string, DueActions>();

  const claim: Operation<Claiming, Claimed | undefined> = {
    kind: "change",
    async run(claims) {
      const columns = `${audited}, action_payload, state = 'confirmed'
        OR (state = 'executing' AND lease_expires_at <= now()) AS due`;
      const claimed: (Claimed | undefined)[] = claims.map(() => undefined);
      const types = Map.groupBy(claims.keys(), (index) => (claims[index] as Claiming).actionType);
      const changes: Record<string, unknown>[] = [];
      const logs: ReturnType<typeof auditRow>[] = [];
      for (const [actionType, indexes] of types) {
        const due = dueOf.get(actionType) ?? new DueActions(connection, actionType);
        dueOf.set(actionType, due);
        const ids = await due.take(indexes.length);
        const found = ids.length > 0 ? await lookUp(connection, { ...byId, columns }, ids) : [];
        const free = [...found.values()].filter((row) => row["due"] === true);
        for (const [place, index] of indexes.entries()) {
          const row = free[place];
          const { worker, lease } = claims[index] as Claiming;
          if (row === undefined) continue;
          const [id, userId] = [String(row["id"]), String(row["user_id"])];
          const { tokenSha256, token, startedAt: at, expiresAt } = lease;
          changes.push({ id, lease: tokenSha256, worker, at, lease_end: expiresAt });
          const details = { attempt: Number(row["attempts"]) + 1, lease_expires_at: expiresAt };
          const step = { event: "execution_started", state: "executing", by: worker, at, details };
          const { actionType: type, payloadDigest } = row;
          logs.push(auditRow({ id, userId, actionType: type, payloadDigest, ...step }));
          claimed[index] = { id, token, payload: String(row["action_payload"]) };
        }
      }
      await rows.claim.change(changes);
      await rows.audit.insert(logs);
      return claimed;
    },
  };

  const succeed: Operation<Report, boolean> = {
    kind: "change",
    async run(reports) {
      const at = new Date();
      const ids = reports.map(({ id }) => id);
      const found = await lookUp(connection, { ...byId, columns: audited }, ids);
      const held = reports.map(({ id, tokenSha256 }) => {
        const row = found.get(id);
        return row?.["state"] === "executing" && row["lease_sha256"] === tokenSha256;
      });
      const ended = reports.filter((_, index) => held[index]);
      await rows.succeed.change(ended.map(({ id, result }) => ({ id, at, result })));
      await rows.audit.insert(
        ended.map(({ id }) => {
          const row = found.get(id) ?? {};
          const { actionType, payloadDigest, attempts } = row;
          const by = String(row["lease_worker"]);
          const details = { attempt: attempts };
          const step = { event: "execution_ended", state: "succeeded", by, at, details };
          return auditRow({
            id,
            userId: String(row["user_id"]),
            actionType,
            payloadDigest,
            ...step,
          });
        }),
      );
      return held;
    },
  };

  const run = { claim: connection.submit(claim), succeed: connection.submit(succeed) };
  return {
    claim: (actionType, worker) => run.claim({ actionType, worker, lease: newLease() }),
    succeed: ({ id, token }, result) =>
      run.succeed({ id, tokenSha256: sha256(token), result: JSON.stringify(result) }),
  };
}
