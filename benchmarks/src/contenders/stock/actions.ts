import type { Database } from "@handsfree/schema";
import { type Kysely, sql, type Transaction } from "kysely";
import { v7 } from "uuid";
import type { Contender } from "../contender.ts";
import { auditResult } from "../rows/audit-result.ts";
import { newLease } from "../rows/new-lease.ts";
import { proposalRow } from "../rows/proposal-row.ts";
import { sha256 } from "../rows/sha256.ts";
import { first, type Text } from "./first.ts";
import { retryConflicts } from "./retry-conflicts.ts";

interface Action extends Text {
  readonly userId: unknown;
  readonly actionType: string;
  readonly payloadDigest: string;
  readonly approvals: number;
  readonly requiredApprovals: number;
  readonly attempts: number;
  readonly worker: string;
  readonly payload: string;
}

interface Step {
  readonly event: string;
  readonly state: string;
  readonly by: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

const action = sql`id as text, user_id as "userId", action_type as "actionType",
  payload_digest as "payloadDigest", approvals, required_approvals as "requiredApprovals", attempts,
  lease_worker as worker, action_payload as payload`;
const now = (): string => new Date().toISOString();
/** Workers that took the oldest action alone would lose it to each other. */
const choices = 100;

type Actions = Pick<Contender, "findAction" | "propose" | "confirm" | "claim" | "succeed">;

export function stockActions(database: Kysely<Database>): Actions {
  const transact = <T>(work: (transaction: Transaction<Database>) => Promise<T>): Promise<T> =>
    retryConflicts(() => database.transaction().execute(work));
  return {
    async findAction(userId, token) {
      const { rows } = await sql<Text>`select *, action_payload as text from pending_actions
        where token_sha256 = ${sha256(token)} and user_id = ${userId}`.execute(database);
      return first(rows);
    },
    /** Concurrent proposals of one owner change one row, so all but one of them begin again. */
    async propose(proposal) {
      const row = proposalRow(proposal);
      const { userId, actionType, payloadDigest } = row;
      const createdAt = row.createdAt.toISOString();
      return transact(async (transaction) => {
        await changeQuota(transaction, userId, createdAt);
        const { rows } = await sql<{ open: bigint }>`select count(*) as open, true as counted
          from pending_actions
          where user_id = ${userId} and state = 'pending' and expires_at > ${createdAt}`.execute(
          transaction,
        );
        if (Number(rows[0]?.open) >= proposal.openLimit) return undefined;
        await sql`insert into pending_actions (id, token_sha256, user_id, proposed_by, summary,
            action_type, action_payload, payload_digest, state, required_approvals, approvals,
            proposer_may_approve, expires_at, attempts, max_attempts, content_bytes, created_at)
          values (${row.id}, ${row.tokenSha256}, ${userId}, ${userId}, 'Merge it', ${actionType},
            ${row.payload}, ${payloadDigest}, 'pending', 1, 0, true, ${row.expiresAt.toISOString()},
            0, 3, ${row.contentBytes}, ${createdAt})`.execute(transaction);
        const proposed = { text: row.id, userId, actionType, payloadDigest };
        await record(transaction, proposed, { event: "proposed", state: "pending", by: userId });
        return row.token;
      });
    },
    confirm: (userId, token) =>
      transact(async (transaction) => {
        const { rows } = await sql<Action>`update pending_actions
          set state = 'confirmed', approvals = approvals + 1, decided_at = ${now()},
            decided_by = ${userId}
          where token_sha256 = ${sha256(token)} and user_id = ${userId}
            and state = 'pending' and approvals = 0 and expires_at > ${now()}
          returning ${action}`.execute(transaction);
        const [confirmed] = rows;
        if (confirmed === undefined) return false;
        const { approvals, requiredApprovals: required_approvals } = confirmed;
        const details = { approvals, required_approvals };
        const step = { event: "confirmed", state: "confirmed", by: userId, details };
        await record(transaction, confirmed, step);
        return true;
      }),
    claim: (actionType, worker) =>
      transact(async (transaction) => {
        const { token, tokenSha256, startedAt, expiresAt } = newLease();
        const [at, end] = [startedAt.toISOString(), expiresAt.toISOString()];
        const due = await sql<Text>`select id as text from pending_actions
          where action_type = ${actionType} and attempts < max_attempts and (state = 'confirmed'
            or (state = 'executing' and lease_expires_at <= ${at}))
          order by decided_at limit ${sql.lit(choices)}`.execute(transaction);
        const chosen = due.rows[Math.floor(Math.random() * due.rows.length)];
        if (chosen === undefined) return undefined;
        const { rows } = await sql<Action>`update pending_actions set state = 'executing',
            attempts = attempts + 1, lease_sha256 = ${tokenSha256}, lease_worker = ${worker},
            lease_expires_at = ${end}, started_at = ${at}
          where id = ${String(chosen.text)} returning ${action}`.execute(transaction);
        const [claimed] = rows;
        if (claimed === undefined) throw new Error("a claimed action is gone");
        const details = { attempt: claimed.attempts, lease_expires_at: end };
        const step = { event: "execution_started", state: "executing", by: worker, details };
        await record(transaction, claimed, step);
        return { id: String(claimed.text), token, payload: claimed.payload };
      }),
    succeed: ({ id, token }, result) =>
      transact(async (transaction) => {
        const { rows } = await sql<Action>`update pending_actions set state = 'succeeded',
            ended_at = ${now()}, lease_expires_at = null,
            execution_result = ${JSON.stringify(result)}
          where id = ${id} and lease_sha256 = ${sha256(token)} and state = 'executing'
          returning ${action}`.execute(transaction);
        const [ended] = rows;
        if (ended === undefined) return false;
        const details = { attempt: ended.attempts };
        const step = { event: "execution_ended", state: "succeeded", by: ended.worker, details };
        await record(transaction, ended, step);
        return true;
      }),
  };
}

/** ON CONFLICT DO UPDATE let two of 20 concurrent proposals count the same actions. A plain update is a conflict. */
async function changeQuota(
  transaction: Transaction<Database>,
  userId: string,
  at: string,
): Promise<void> {
  const { rows } = await sql`update pending_action_quotas set proposed_at = ${at}
    where user_id = ${userId} returning proposed_at`.execute(transaction);
  if (rows.length > 0) return;
  await sql`insert into pending_action_quotas (user_id, proposed_at)
    values (${userId}, ${at})`.execute(transaction);
}

async function record(
  transaction: Transaction<Database>,
  of: Pick<Action, "text" | "userId" | "actionType" | "payloadDigest">,
  { event, details, ...step }: Step,
): Promise<void> {
  const result = auditResult(of, step, details);
  await sql`insert into action_logs
      (id, user_id, action_type, target, result, ok, content_salt, content_bytes, created_at)
    values (${v7()}, ${String(of.userId)}, ${`pending_action.${event}`}, ${String(of.text)}, ${result},
      true, gen_random_uuid(), ${result.length + 36}, ${now()})`.execute(transaction);
}
