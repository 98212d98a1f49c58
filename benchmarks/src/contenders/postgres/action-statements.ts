const audit = `INSERT INTO action_logs
    (id, user_id, action_type, target, result, ok, content_salt, content_bytes, created_at)`;
const inTheAudit = `'action_type', action_type, 'payload_digest', payload_digest`;

/**
 * Each operation is one statement, and so one round trip and one commit: data-modifying CTEs write the audit row from
 * the returned row of the change. The lock of the row decides between callers, and it is held for one round trip only.
 */
export const actionStatements = {
  findAction: `SELECT *, CAST(action_payload AS TEXT) AS text FROM pending_actions
  WHERE token_sha256 = $1 AND user_id = $2`,

  /**
   * The counter row makes the limit exact: proposals of one owner wait at it, and a count of the open actions could not
   * see those that others are about to commit. It costs one update of a narrow row without further indexes (HOT).
   */
  propose: `WITH counted AS (
    INSERT INTO open_actions AS o (user_id, open) VALUES ($2, 1)
    ON CONFLICT (user_id) DO UPDATE SET open = o.open + 1 WHERE o.open < $10
    RETURNING user_id),
  proposed AS (
    INSERT INTO pending_actions (id, token_sha256, user_id, proposed_by, summary, action_type,
      action_payload, payload_digest, state, required_approvals, approvals, proposer_may_approve,
      expires_at, attempts, max_attempts, content_bytes, created_at)
    SELECT $1, $3, user_id, user_id, 'Merge it', $4, $5, $6, 'pending', 1, 0, true, $7, 0, 3, $8, $9
    FROM counted
    RETURNING id, user_id, action_type, payload_digest, created_at)
  ${audit}
  SELECT $11, user_id, 'pending_action.proposed', CAST(id AS TEXT), json_build_object(
      ${inTheAudit}, 'state', 'pending', 'by', user_id, 'reason', NULL),
    true, gen_random_uuid(), 200, created_at FROM proposed`,

  /**
   * Only for an owner at the limit: expired actions no longer count, though no statement has taken them off. After the
   * lock, so that the count sees every action that is in the counter.
   */
  lockCounter: `SELECT 1 FROM open_actions WHERE user_id = $1 FOR UPDATE`,
  recount: `UPDATE open_actions SET open = (SELECT count(*) FROM pending_actions
    WHERE user_id = $1 AND state = 'pending' AND expires_at > $2) WHERE user_id = $1`,

  confirm: `WITH confirmed AS (
    UPDATE pending_actions
    SET state = 'confirmed', approvals = approvals + 1, decided_at = $1, decided_by = $3
    WHERE token_sha256 = $2 AND user_id = $3 AND state = 'pending' AND approvals = 0
      AND expires_at > $1
    RETURNING id, user_id, action_type, payload_digest, approvals, required_approvals),
  counted AS (
    UPDATE open_actions SET open = open - 1 FROM confirmed
    WHERE open_actions.user_id = confirmed.user_id)
  ${audit}
  SELECT $4, user_id, 'pending_action.confirmed', CAST(id AS TEXT), json_build_object(
      ${inTheAudit}, 'state', 'confirmed', 'by', user_id, 'reason', NULL,
      'approvals', approvals, 'required_approvals', required_approvals),
    true, gen_random_uuid(), 200, $1 FROM confirmed`,

  /**
   * SKIP LOCKED gives concurrent workers different rows without a wait. Two look-ups, so that each reads the start of
   * its partial index; one condition with OR could use neither.
   */
  claim: `WITH confirmed AS (
    SELECT id, decided_at FROM pending_actions
    WHERE action_type = $1 AND state = 'confirmed' AND attempts < max_attempts
    ORDER BY decided_at LIMIT 1 FOR UPDATE SKIP LOCKED),
  expired AS (
    SELECT id, decided_at FROM pending_actions
    WHERE action_type = $1 AND state = 'executing' AND attempts < max_attempts
      AND lease_expires_at <= $2
    ORDER BY lease_expires_at LIMIT 1 FOR UPDATE SKIP LOCKED),
  due AS (
    SELECT id FROM (SELECT * FROM confirmed UNION ALL SELECT * FROM expired) AS either
    ORDER BY decided_at LIMIT 1),
  claimed AS (
    UPDATE pending_actions SET state = 'executing', attempts = attempts + 1, lease_sha256 = $3,
      lease_worker = $4, lease_expires_at = $5, started_at = $2
    FROM due WHERE pending_actions.id = due.id
    RETURNING pending_actions.*),
  logged AS (
    ${audit}
    SELECT $6, user_id, 'pending_action.execution_started', CAST(id AS TEXT), json_build_object(
        ${inTheAudit}, 'state', 'executing', 'by', lease_worker, 'reason', NULL,
        'attempt', attempts, 'lease_expires_at', lease_expires_at),
      true, gen_random_uuid(), 250, $2 FROM claimed)
  SELECT *, CAST(action_payload AS TEXT) AS text FROM claimed`,

  succeed: `WITH ended AS (
    UPDATE pending_actions SET state = 'succeeded', ended_at = $1, lease_expires_at = NULL,
      execution_result = $4
    WHERE id = $2 AND lease_sha256 = $3 AND state = 'executing'
    RETURNING id, user_id, action_type, payload_digest, lease_worker, attempts)
  ${audit}
  SELECT $5, user_id, 'pending_action.execution_ended', CAST(id AS TEXT), json_build_object(
      ${inTheAudit}, 'state', 'succeeded', 'by', lease_worker, 'reason', NULL, 'attempt', attempts),
    true, gen_random_uuid(), 200, $1 FROM ended`,
} as const;
