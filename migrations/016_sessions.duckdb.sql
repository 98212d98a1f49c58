-- How a person signs in, and stays signed in: sessions, one-time links, passkeys, and identities of OpenID Connect. The
-- texts of sessions, links and challenges are stored nowhere, only their hashes.
CREATE TABLE sessions (
  id UUID PRIMARY KEY,
  session_sha256 TEXT NOT NULL UNIQUE,
  user_id UUID NOT NULL,
  signed_in_by TEXT NOT NULL,
  user_agent TEXT,
  created_at TIMESTAMPTZ NOT NULL,
  last_used_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  ended_at TIMESTAMPTZ
);

CREATE TABLE sign_in_links (
  id UUID PRIMARY KEY,
  link_sha256 TEXT NOT NULL UNIQUE,
  user_id UUID NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  used_at TIMESTAMPTZ,
  replayed_at TIMESTAMPTZ
);

-- A value that is answered once: the challenge of a passkey, or the state of a sign-in by OpenID Connect.
CREATE TABLE sign_in_challenges (
  challenge_sha256 TEXT PRIMARY KEY,
  purpose TEXT NOT NULL,
  user_id UUID,
  created_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE passkeys (
  id UUID PRIMARY KEY,
  webauthn_id TEXT NOT NULL UNIQUE,
  user_id UUID NOT NULL,
  name TEXT NOT NULL,
  public_key TEXT NOT NULL,
  signatures BIGINT NOT NULL,
  transports JSON,
  created_at TIMESTAMPTZ NOT NULL,
  last_used_at TIMESTAMPTZ
);

CREATE TABLE openid_identities (
  id UUID PRIMARY KEY,
  identity_sha256 TEXT NOT NULL UNIQUE,
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  user_id UUID NOT NULL,
  created_at TIMESTAMPTZ NOT NULL
);
