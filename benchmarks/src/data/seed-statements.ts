import { rareStep, rareUser, type Seed, seededUsers } from "./seed.ts";
import type { SqlDialect } from "./sql-dialect.ts";
import type { TableName } from "./tables.ts";

export const actionColumns = `id, token_sha256, user_id, proposed_by, summary, action_type, action_payload,
    payload_digest, state, required_approvals, approvals, proposer_may_approve, attempts, max_attempts,
    expires_at, created_at`;
/** The values of `proposer_may_approve`, `attempts` and `max_attempts`. */
export const waiting = "true, 0, 3";

/** Makes the statement that fills a table as `seed` describes, in order of time. */
export function seedStatement(dialect: SqlDialect, table: TableName, seed: Seed): string {
  const milliseconds = `${seed.start} + i * ${seed.step}`;
  const id = dialect.timeOrderedId(milliseconds, "i");
  const userCases = seededUsers.map((user, index) => `WHEN ${index} THEN '${user}'`).join(" ");
  const userText = `CASE i % ${seededUsers.length} ${userCases} END`;
  const user = dialect.uuid(userText);
  const logUserText = `CASE WHEN i % ${rareStep(seed)} = 0 THEN '${rareUser}' ELSE ${userText} END`;
  const number = `CAST(i AS TEXT)`;
  const payloadText = `'{"pr":' || ${number} || '}'`;
  const payload = dialect.json(payloadText);
  const payloadDigest = dialect.sha256(payloadText);
  const time = dialect.time(milliseconds);
  const from = `FROM ${dialect.series(0, seed.rows)}`;
  /** HandsFree records the size of each row's contents. All of them are ASCII. */
  const bytes = (...texts: string[]): string =>
    `CAST(${texts.map((text) => `length(${text})`).join(" + ")} AS INT)`;
  const statements: Record<TableName, string> = {
    commands: `INSERT INTO commands
        (id, user_id, profile, input_type, privacy_mode, intent_name, intent_confidence, entities, status,
         content_bytes, created_at)
        SELECT ${id}, ${user}, 'default', 'text', 'strict', 'merge_pr', 0.5, ${payload}, 'ok',
          ${bytes(payloadText)}, ${time} ${from}`,
    action_logs: `INSERT INTO action_logs
        (id, user_id, action_type, target, request, ok, idempotency_key, owned_key, content_salt, content_bytes,
         created_at)
        SELECT ${id}, ${dialect.uuid(logUserText)}, 'merge_pr', 'octo/repo#' || ${number}, ${payload}, true,
          'seed-' || ${number}, ${logUserText} || '/merge_pr/seed-' || ${number}, ${dialect.newId()},
          ${bytes(`'octo/repo#' || ${number}`, payloadText)}, ${time} ${from}`,
    pending_actions: `INSERT INTO pending_actions
        (${actionColumns}, content_bytes)
        SELECT ${id}, ${dialect.sha256(`'seed-' || ${number}`)}, ${user}, ${user}, 'Merge it', 'merge_pr',
          ${payload}, ${payloadDigest}, 'pending', 1, 0, ${waiting}, ${dialect.time("4102444800000")}, ${time},
          ${bytes("'Merge it'", payloadText)} ${from}`,
    webhook_events: `INSERT INTO webhook_events
        (id, source, event_type, delivery_id, owned_delivery, signature_ok, state, attempts,
         next_attempt_at, duplicates, body, body_bytes, body_sha256, received_at)
        SELECT ${id}, 'github', 'push', 'seed-' || ${number}, '/seed-' || ${number}, true,
          'received', 0, ${time}, 0, ${dialect.bytes(payloadText)}, length(${payloadText}),
          ${payloadDigest}, ${time} ${from}`,
  };
  return statements[table];
}
