export const findAction = `SELECT *, action_payload AS text FROM pending_actions
  WHERE token_sha256 = ? AND user_id = ?`;

/** Takes one of the owner's places, so that the limit costs one narrow row instead of a count. */
export const takePlace = `INSERT INTO open_actions AS o (user_id, open) VALUES (?1, 1)
  ON CONFLICT (user_id) DO UPDATE SET open = o.open + 1 WHERE o.open < ?2
  RETURNING open`;

/** Only for an owner at the limit: expired actions no longer count, though no statement has taken them off. */
export const recount = `UPDATE open_actions SET open = (SELECT count(*) FROM pending_actions
    WHERE user_id = ?1 AND state = 'pending' AND expires_at > ?2)
  WHERE user_id = ?1`;

export const leavePlace = `UPDATE open_actions SET open = open - 1 WHERE user_id = ?`;

export const propose = `INSERT INTO pending_actions (id, token_sha256, user_id, proposed_by, summary,
    action_type, action_payload, payload_digest, state, required_approvals, approvals,
    proposer_may_approve, expires_at, attempts, max_attempts, content_bytes, created_at)
  VALUES (?1, ?2, ?3, ?3, 'Merge it', ?4, ?5, ?6, 'pending', 1, 0, true, ?7, 0, 3, ?8, ?9)`;

export const confirm = `UPDATE pending_actions
  SET state = 'confirmed', approvals = approvals + 1, decided_at = ?1, decided_by = ?3
  WHERE token_sha256 = ?2 AND user_id = ?3 AND state = 'pending' AND approvals = 0 AND expires_at > ?1
  RETURNING id, user_id, action_type, payload_digest, approvals, required_approvals`;

/** Reads the start of a partial index. There is one writer, so no other worker can take the row meanwhile. */
export const dueConfirmed = `SELECT id, decided_at FROM pending_actions
  WHERE action_type = ? AND state = 'confirmed' AND attempts < max_attempts
  ORDER BY decided_at LIMIT 1`;

export const dueExecuting = `SELECT id, decided_at FROM pending_actions
  WHERE action_type = ? AND state = 'executing' AND lease_expires_at <= ? AND attempts < max_attempts
  ORDER BY lease_expires_at LIMIT 1`;

export const claim = `UPDATE pending_actions SET state = 'executing', attempts = attempts + 1,
    lease_sha256 = ?2, lease_worker = ?3, lease_expires_at = ?4, started_at = ?5
  WHERE id = ?1 RETURNING *`;

export const succeed = `UPDATE pending_actions SET state = 'succeeded', ended_at = ?1,
    lease_expires_at = NULL, execution_result = ?4
  WHERE id = ?2 AND lease_sha256 = ?3 AND state = 'executing'
  RETURNING id, user_id, action_type, payload_digest, lease_worker, attempts`;

export const audit = `INSERT INTO action_logs
    (id, user_id, action_type, target, result, ok, content_salt, content_bytes, created_at)
  VALUES (?, ?, ?, ?, ?, true, new_id(), ?, ?)`;
