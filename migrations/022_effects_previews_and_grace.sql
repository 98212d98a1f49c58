-- What an action will change, in its proposer's words, what an executor says that it would do, and from when on a
-- confirmed action may be carried out. Until then its approval can be taken back.
ALTER TABLE pending_actions ADD COLUMN effect TEXT;
ALTER TABLE pending_actions ADD COLUMN preview JSON;
ALTER TABLE pending_actions ADD COLUMN executable_at TIMESTAMPTZ;
