const commandColumns = `id, user_id, profile, input_type, privacy_mode, intent_name, intent_confidence,
  entities, status, created_at`;

export const insertCommand = `INSERT INTO commands (${commandColumns})
  VALUES ($1, $2, 'default', 'text', 'strict', $3, $4, $5, 'ok', $6)`;

/** Takes one JSON array as its parameter, which costs a tenth of one statement for each row. */
export const insertCommands = `INSERT INTO commands (${commandColumns})
  SELECT c.id, c."userId", 'default', 'text', 'strict', c."intentName", c."intentConfidence",
    c.entities, 'ok', c."createdAt"
  FROM (SELECT unnest(from_json($1, '[{"id": "UUID", "userId": "UUID", "intentName": "VARCHAR",
    "intentConfidence": "FLOAT", "entities": "VARCHAR", "createdAt": "TIMESTAMPTZ"}]')) AS c)`;

/** Filters by the user afterwards: a second filter beside the indexed column makes DuckDB scan the table. */
export const findCommand = `WITH found AS MATERIALIZED (SELECT * FROM commands WHERE id = $1)
  SELECT entities, * FROM found WHERE user_id = $2`;

export const findAction = `WITH found AS MATERIALIZED (
    SELECT * FROM pending_actions WHERE token_sha256 = $1)
  SELECT action_payload, * FROM found WHERE user_id = $2`;

export const confirm = `UPDATE pending_actions
  SET state = 'confirmed', approvals = approvals + 1, decided_at = $1, decided_by = $3
  WHERE token_sha256 = $2
    AND CASE WHEN user_id = $3 AND state = 'pending' AND approvals = 0 AND expires_at > $1
      THEN true ELSE false END
  RETURNING id, action_type, payload_digest, approvals, required_approvals`;

export const audit = `INSERT INTO action_logs
  (id, user_id, action_type, target, result, ok, content_salt, created_at)
  VALUES ($1, $2, 'pending_action.confirmed', $3, $4, true, gen_random_uuid(), $5)`;

export const recordOnce = `INSERT INTO action_logs
  (id, user_id, action_type, target, request, ok, idempotency_key, owned_key, key_expires_at,
   request_digest, content_salt, created_at)
  VALUES ($1, $2, 'merge_pr', 'octo/repo#1', '{"pr":1}', true, $3, $4, $5, $6, gen_random_uuid(), $7)
  ON CONFLICT (owned_key) DO NOTHING RETURNING id`;

export const findLogByKey = `SELECT id, request_digest, * FROM action_logs WHERE owned_key = $1`;

export const storeDelivery = `INSERT INTO webhook_events
  (id, source, event_type, delivery_id, owned_delivery, signature_ok, state, attempts, next_attempt_at,
   duplicates, body, body_bytes, body_sha256, received_at)
  VALUES ($1, $2, 'push', $3, $4, true, 'received', 0, $8, 0, $5, $6, $7, $8)
  ON CONFLICT (owned_delivery) DO NOTHING RETURNING id`;

export const findDelivery = `SELECT id FROM webhook_events WHERE owned_delivery = $1`;

/** Has no RETURNING, which would rewrite the row with its indexes. */
export const countDuplicate = `UPDATE webhook_events
  SET duplicates = duplicates + 1, last_duplicate_at = $1 WHERE id = $2`;

export function newestLogs(limit: number): string {
  return `SELECT id, * FROM action_logs WHERE user_id = $1
    ORDER BY created_at DESC, id DESC LIMIT ${limit}`;
}

export const commandsByDay = `SELECT epoch_us(created_at) // 86400000000 AS day, count(*) AS n
  FROM commands GROUP BY 1 ORDER BY 1`;
