-- Requests with an Idempotency-Key, other than those whose record has the key itself. A row is reserved before the
-- request is worked on, and keeps its answer for a day. `owned_key` is a hash of the caller and the key.
CREATE TABLE idempotent_requests (
  owned_key TEXT PRIMARY KEY,
  caller_id UUID NOT NULL,
  route TEXT NOT NULL,
  request_digest TEXT NOT NULL,
  state TEXT NOT NULL,
  reserved_by UUID NOT NULL,
  status INT,
  location TEXT,
  body TEXT,
  created_at TIMESTAMPTZ NOT NULL,
  ended_at TIMESTAMPTZ
);
