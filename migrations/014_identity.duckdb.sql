-- Who a caller is: a person or a service, and the keys by which they are known. A key itself is stored nowhere.
-- A role that is null is that of a member, since DuckDB cannot add a column that is NOT NULL.
ALTER TABLE users ADD COLUMN role TEXT;
ALTER TABLE users ADD COLUMN disabled_at TIMESTAMPTZ;

CREATE TABLE services (
  id UUID PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  created_by UUID,
  disabled_at TIMESTAMPTZ
);

CREATE TABLE access_keys (
  id UUID PRIMARY KEY,
  key_sha256 TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  last_characters TEXT NOT NULL,
  user_id UUID,
  service_id UUID,
  scopes JSON NOT NULL,
  acts_for JSON,
  created_at TIMESTAMPTZ NOT NULL,
  created_by UUID,
  expires_at TIMESTAMPTZ,
  last_used_at TIMESTAMPTZ,
  revoked_at TIMESTAMPTZ,
  revoked_by UUID,
  rotated_to UUID,
  CHECK ((user_id IS NULL) <> (service_id IS NULL))
);
