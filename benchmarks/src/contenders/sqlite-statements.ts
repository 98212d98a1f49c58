export const insertCommand = `INSERT INTO commands
  (id, user_id, profile, input_type, intent_name, intent_confidence, entities, status, created_at)
  VALUES (?, ?, 'default', 'text', ?, ?, ?, 'ok', ?)`;

export const findCommand = `SELECT *, entities AS text FROM commands WHERE id = ? AND user_id = ?`;

export const findAction = `SELECT *, action_payload AS text FROM pending_actions
  WHERE token_sha256 = ? AND user_id = ?`;

export const confirm = `UPDATE pending_actions SET state = 'confirmed', decided_at = ?
  WHERE token_sha256 = ? AND user_id = ? AND state = 'pending' AND expires_at > ?
  RETURNING action_payload AS text`;

export const audit = `INSERT INTO action_logs (id, user_id, action_type, request, ok, content_salt, created_at)
  VALUES (?, ?, 'merge_pr', ?, true, new_id(), ?)`;

export const recordOnce = `INSERT INTO action_logs
  (id, user_id, action_type, target, request, ok, idempotency_key, owned_key, content_salt, created_at)
  VALUES (?, ?, 'merge_pr', 'octo/repo#1', '{"pr":1}', true, ?, ?, new_id(), ?)
  ON CONFLICT (owned_key) DO NOTHING RETURNING id AS text`;

export const findLogByKey = `SELECT *, id AS text FROM action_logs WHERE owned_key = ?`;

export const storeDelivery = `INSERT INTO webhook_events
  (id, source, event_type, delivery_id, owned_delivery, signature_ok, body, received_at)
  VALUES (?, ?, 'push', ?, ?, true, ?, ?)
  ON CONFLICT (owned_delivery) DO NOTHING RETURNING id AS text`;

export const findDelivery = `SELECT id AS text FROM webhook_events WHERE owned_delivery = ?`;

export const newestLogs = `SELECT *, id AS text FROM action_logs WHERE user_id = ?
  ORDER BY created_at DESC, id DESC LIMIT ?`;

export const commandsByDay = `SELECT created_at / 86400000 AS day, count(*) AS n
  FROM commands GROUP BY 1 ORDER BY 1`;
