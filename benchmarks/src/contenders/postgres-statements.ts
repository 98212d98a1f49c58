/** The statements by the names under which the server prepares them. */
export const postgresStatements = {
  insertCommand: `INSERT INTO commands
  (id, user_id, profile, input_type, privacy_mode, intent_name, intent_confidence, entities, status,
   created_at)
  VALUES ($1, $2, 'default', 'text', 'strict', $3, $4, $5, 'ok', $6)`,

  findCommand: `SELECT *, CAST(entities AS TEXT) AS text FROM commands
  WHERE id = $1 AND user_id = $2`,

  findAction: `SELECT *, CAST(action_payload AS TEXT) AS text FROM pending_actions
  WHERE token_sha256 = $1 AND user_id = $2`,

  /** Writes both rows with one statement, and so one round trip. */
  confirm: `WITH confirmed AS (
    UPDATE pending_actions
    SET state = 'confirmed', approvals = approvals + 1, decided_at = $1, decided_by = $3
    WHERE token_sha256 = $2 AND user_id = $3 AND state = 'pending' AND approvals = 0
      AND expires_at > $1
    RETURNING id, user_id, action_type, payload_digest, approvals, required_approvals)
  INSERT INTO action_logs (id, user_id, action_type, target, result, ok, content_salt, created_at)
  SELECT $4, user_id, 'pending_action.confirmed', CAST(id AS TEXT), json_build_object(
      'action_type', action_type, 'payload_digest', payload_digest, 'state', 'confirmed', 'by', user_id,
      'reason', NULL, 'approvals', approvals, 'required_approvals', required_approvals),
    true, gen_random_uuid(), $1 FROM confirmed
  RETURNING id AS text`,

  recordOnce: `INSERT INTO action_logs
  (id, user_id, action_type, target, request, ok, idempotency_key, owned_key, key_expires_at,
   request_digest, content_salt, created_at)
  VALUES ($1, $2, 'merge_pr', 'octo/repo#1', '{"pr":1}', true, $3, $4, $5, $6, gen_random_uuid(), $7)
  ON CONFLICT (owned_key) DO NOTHING RETURNING id AS text`,

  findLogByKey: `SELECT *, id AS text FROM action_logs WHERE owned_key = $1`,

  storeDelivery: `INSERT INTO webhook_events
  (id, source, event_type, delivery_id, owned_delivery, signature_ok, state, attempts,
   next_attempt_at, duplicates, body, body_bytes, body_sha256, received_at)
  VALUES ($1, $2, 'push', $3, $4, true, 'received', 0, $8, 0, $5, $6, $7, $8)
  ON CONFLICT (owned_delivery) DO NOTHING RETURNING id AS text`,

  countDuplicate: `UPDATE webhook_events SET duplicates = duplicates + 1, last_duplicate_at = $1
  WHERE owned_delivery = $2 RETURNING id AS text`,

  newestLogs: `SELECT *, id AS text FROM action_logs WHERE user_id = $1
  ORDER BY created_at DESC, id DESC LIMIT $2`,

  commandsByDay: `SELECT CAST(floor(extract(epoch FROM created_at) / 86400) AS INT) AS day,
  count(*) AS n FROM commands GROUP BY 1 ORDER BY 1`,
} as const;
