export const insertCommand = `INSERT INTO commands
  (id, user_id, profile, input_type, privacy_mode, intent_name, intent_confidence, entities, status, created_at)
  VALUES (?, ?, 'default', 'text', 'strict', ?, ?, ?, 'ok', ?)`;

export const findCommand = `SELECT *, entities AS text FROM commands WHERE id = ? AND user_id = ?`;

export const findAction = `SELECT *, action_payload AS text FROM pending_actions
  WHERE token_sha256 = ? AND user_id = ?`;

export const confirm = `UPDATE pending_actions
  SET state = 'confirmed', approvals = approvals + 1, decided_at = ?1, decided_by = ?3
  WHERE token_sha256 = ?2 AND user_id = ?3 AND state = 'pending' AND approvals = 0 AND expires_at > ?1
  RETURNING id, action_type, payload_digest, approvals, required_approvals`;

export const audit = `INSERT INTO action_logs
  (id, user_id, action_type, target, result, ok, content_salt, created_at)
  VALUES (?, ?, 'pending_action.confirmed', ?, ?, true, new_id(), ?)`;

export const recordOnce = `INSERT INTO action_logs
  (id, user_id, action_type, target, request, ok, idempotency_key, owned_key, key_expires_at,
   request_digest, content_salt, created_at)
  VALUES (?, ?, 'merge_pr', 'octo/repo#1', '{"pr":1}', true, ?, ?, ?, ?, new_id(), ?)
  ON CONFLICT (owned_key) DO NOTHING RETURNING id AS text`;

export const findLogByKey = `SELECT *, id AS text FROM action_logs WHERE owned_key = ?`;

export const storeDelivery = `INSERT INTO webhook_events
  (id, source, event_type, delivery_id, owned_delivery, signature_ok, state, attempts, next_attempt_at,
   duplicates, body, body_bytes, body_sha256, received_at)
  VALUES (?1, ?2, 'push', ?3, ?4, true, 'received', 0, ?8, 0, ?5, ?6, ?7, ?8)
  ON CONFLICT (owned_delivery) DO NOTHING RETURNING id AS text`;

export const countDuplicate = `UPDATE webhook_events
  SET duplicates = duplicates + 1, last_duplicate_at = ? WHERE owned_delivery = ?
  RETURNING id AS text`;

export const newestLogs = `SELECT *, id AS text FROM action_logs WHERE user_id = ?
  ORDER BY created_at DESC, id DESC LIMIT ?`;

export const commandsByDay = `SELECT created_at / 86400000 AS day, count(*) AS n
  FROM commands GROUP BY 1 ORDER BY 1`;
