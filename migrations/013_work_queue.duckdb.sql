-- Workers look for actions by one time. Nearly all rows have none, so the zone maps leave out all row groups
-- without work; a state in a text column had to be read in each row.
ALTER TABLE pending_actions ADD COLUMN queued_at TIMESTAMPTZ;

UPDATE pending_actions SET queued_at = coalesce(decided_at, created_at)
WHERE state = 'executing' OR (state = 'confirmed' AND attempts < max_attempts);
