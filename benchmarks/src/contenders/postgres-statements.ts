/** By the names that the server knows them by. */
export const postgresStatements = {
  insertCommand: `INSERT INTO commands
  (id, user_id, profile, input_type, intent_name, intent_confidence, entities, status, created_at)
  VALUES ($1, $2, 'default', 'text', $3, $4, $5, 'ok', $6)`,

  findCommand: `SELECT *, CAST(entities AS TEXT) AS text FROM commands
  WHERE id = $1 AND user_id = $2`,

  findAction: `SELECT *, CAST(action_payload AS TEXT) AS text FROM pending_actions
  WHERE token_sha256 = $1 AND user_id = $2`,

  /** One statement, and so one round trip, for both rows. */
  confirm: `WITH confirmed AS (
    UPDATE pending_actions SET state = 'confirmed', decided_at = $1
    WHERE token_sha256 = $2 AND user_id = $3 AND state = 'pending' AND expires_at > $1
    RETURNING user_id, action_payload)
  INSERT INTO action_logs (id, user_id, action_type, request, ok, content_salt, created_at)
  SELECT $4, user_id, 'merge_pr', action_payload, true, gen_random_uuid(), $1 FROM confirmed
  RETURNING id AS text`,

  recordOnce: `INSERT INTO action_logs
  (id, user_id, action_type, target, request, ok, idempotency_key, owned_key, content_salt, created_at)
  VALUES ($1, $2, 'merge_pr', 'octo/repo#1', '{"pr":1}', true, $3, $4, gen_random_uuid(), $5)
  ON CONFLICT (owned_key) DO NOTHING RETURNING id AS text`,

  findLogByKey: `SELECT *, id AS text FROM action_logs WHERE owned_key = $1`,

  storeDelivery: `INSERT INTO webhook_events
  (id, source, event_type, delivery_id, owned_delivery, signature_ok, body, received_at)
  VALUES ($1, $2, 'push', $3, $4, true, $5, $6)
  ON CONFLICT (owned_delivery) DO NOTHING RETURNING id AS text`,

  findDelivery: `SELECT id AS text FROM webhook_events WHERE owned_delivery = $1`,

  newestLogs: `SELECT *, id AS text FROM action_logs WHERE user_id = $1
  ORDER BY created_at DESC, id DESC LIMIT $2`,

  commandsByDay: `SELECT CAST(floor(extract(epoch FROM created_at) / 86400) AS INT) AS day,
  count(*) AS n FROM commands GROUP BY 1 ORDER BY 1`,
} as const;
