-- Workers look for actions by one time, whether a lease has expired or there was none yet.
ALTER TABLE pending_actions ADD COLUMN queued_at TIMESTAMPTZ;

UPDATE pending_actions SET queued_at = coalesce(decided_at, created_at)
WHERE state = 'executing' OR (state = 'confirmed' AND attempts < max_attempts);

DROP INDEX pending_actions_confirmed;
CREATE INDEX pending_actions_queued ON pending_actions (action_type, queued_at, id) WHERE queued_at IS NOT NULL;
