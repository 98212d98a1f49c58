import { v7 } from "uuid";
import { countAllOpen } from "../../data/tables.ts";
import type { Contender } from "../contender.ts";
import { auditResult } from "../rows/audit-result.ts";
import { newLease } from "../rows/new-lease.ts";
import { proposalRow } from "../rows/proposal-row.ts";
import { sha256 } from "../rows/sha256.ts";
import * as statements from "./action-statements.ts";
import { firstText, type Row, type SqliteConnection } from "./connection.ts";

type Actions = Pick<
  Contender,
  "findAction" | "propose" | "recountOpen" | "confirm" | "claim" | "succeed"
>;

interface Step {
  readonly event: string;
  readonly state: string;
  readonly by: string;
  readonly at: number;
  readonly details?: Readonly<Record<string, unknown>>;
}

export function sqliteActions(connection: SqliteConnection): Actions {
  const record = (action: Row, { event, state, by, at, details }: Step): void => {
    const { action_type: actionType, payload_digest: payloadDigest } = action;
    const result = auditResult({ actionType, payloadDigest }, { state, by }, details);
    const target = [action["user_id"] ?? null, `pending_action.${event}`, action["id"] ?? null];
    connection.run(statements.audit, v7(), ...target, result, result.length + 36, at);
  };
  return {
    findAction: async (userId, token) =>
      firstText(connection.run(statements.findAction, sha256(token), userId)),
    propose: (proposal) =>
      connection.write(() => {
        const row = proposalRow(proposal);
        const { id, userId, actionType, payloadDigest } = row;
        const createdAt = row.createdAt.getTime();
        const takePlace = (): boolean =>
          connection.run(statements.takePlace, userId, proposal.openLimit).length > 0;
        if (!takePlace()) {
          connection.run(statements.recount, userId, createdAt);
          if (!takePlace()) return undefined;
        }
        const names = [id, row.tokenSha256, userId, actionType, row.payload, payloadDigest];
        const rest = [row.expiresAt.getTime(), row.contentBytes, createdAt];
        connection.run(statements.propose, ...names, ...rest);
        const action = { id, user_id: userId, action_type: actionType };
        const step = { event: "proposed", state: "pending", by: userId, at: createdAt };
        record({ ...action, payload_digest: payloadDigest }, step);
        return row.token;
      }),
    async recountOpen() {
      connection.run(countAllOpen);
    },
    confirm: (userId, token) =>
      connection.write(() => {
        const now = Date.now();
        const [action] = connection.run(statements.confirm, now, sha256(token), userId);
        if (action === undefined) return false;
        connection.run(statements.leavePlace, userId);
        const { approvals, required_approvals } = action;
        const details = { approvals, required_approvals };
        record(action, { event: "confirmed", state: "confirmed", by: userId, at: now, details });
        return true;
      }),
    claim: (actionType, worker) =>
      connection.write(() => {
        const { token, tokenSha256, startedAt, expiresAt } = newLease();
        const [now, end] = [startedAt.getTime(), expiresAt.getTime()];
        const due = [
          ...connection.run(statements.dueConfirmed, actionType),
          ...connection.run(statements.dueExecuting, actionType, now),
        ].toSorted((a, b) => Number(a["decided_at"]) - Number(b["decided_at"]));
        if (due[0] === undefined) return undefined;
        const id = String(due[0]["id"]);
        const [action] = connection.run(statements.claim, id, tokenSha256, worker, end, now);
        if (action === undefined) return undefined;
        const details = { attempt: action["attempts"], lease_expires_at: expiresAt.toISOString() };
        const step = { event: "execution_started", state: "executing", by: worker, at: now };
        record(action, { ...step, details });
        return { id, token, payload: String(action["action_payload"]) };
      }),
    succeed: ({ id, token }, result) =>
      connection.write(() => {
        const now = Date.now();
        const values = [now, id, sha256(token), JSON.stringify(result)];
        const [action] = connection.run(statements.succeed, ...values);
        if (action === undefined) return false;
        const by = String(action["lease_worker"]);
        const details = { attempt: action["attempts"] };
        record(action, { event: "execution_ended", state: "succeeded", by, at: now, details });
        return true;
      }),
  };
}
